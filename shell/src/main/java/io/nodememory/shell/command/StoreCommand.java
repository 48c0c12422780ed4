package io.nodememory.shell.command;

import picocli.CommandLine.Command;

/** {@code nodemem store}: the file of a store. */
@Command(
        name = "store",
        description = {
            "Encrypts the file of a store, changes its key, or decrypts it.",
            "%nThe cipher is AES-128 in XTS mode, which hides the content of the file but does not prove that it is unchanged:"
                    + " 'captures verify' does that. A store without its key is lost."
        },
        footer = {
            "  (umask 077; openssl rand -base64 32 > store.key)",
            "  nodemem store encrypt --store-key-file store.key",
            "  nodemem query --store-key-file store.key 'tasks.count()'"
        },
        subcommands = {StoreEncryptCommand.class, StoreRekeyCommand.class, StoreDecryptCommand.class})
public final class StoreCommand extends CommandGroup {
    public StoreCommand() {
        super("the store");
    }
}
