# `nix run "git+file:$PWD?dir=packaging"` in a checkout. It builds the commit that it is in, so that a release
# has nothing to fill in here.
{
  description = "An account that no company keeps, from an 80-digit backup code";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs = { nixpkgs, ... }:
    let
      package = (builtins.fromTOML (builtins.readFile ../Cargo.toml)).package;
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = make: nixpkgs.lib.genAttrs systems (system: make nixpkgs.legacyPackages.${system});
    in
    {
      packages = each (pkgs: {
        default = pkgs.rustPlatform.buildRustPackage {
          pname = "collab";
          version = package.version;
          src = ../.;
          cargoLock.lockFile = ../Cargo.lock;
          nativeBuildInputs = [ pkgs.installShellFiles ];
          # The tests start other programs, which a build has not.
          doCheck = false;
          postInstall = ''
            ln -s collab $out/bin/age-plugin-collab
            installManPage man/*.1
            installShellCompletion --cmd collab --bash completions/collab.bash \
              --zsh completions/_collab --fish completions/collab.fish
          '';
          meta = {
            description = package.description;
            license = with pkgs.lib.licenses; [ mit asl20 ];
            mainProgram = "collab";
          };
        };
      });
    };
}
