package io.jenkins.plugins.nodememory.store;

import hudson.util.Secret;
import io.jenkins.plugins.nodememory.config.NodeMemoryConfiguration;
import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.database.h2.StoreKey;
import io.nodememory.kernel.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Opens stores with the configured key. A store without a key, or with an earlier key, is first encrypted with the configured
 * one, so that the configuration alone adds, changes and removes a key.
 */
final class KeyedStores {
    private Secret secret;
    private StoreKey key;

    /** @param path of a store that is not open in this process, without its suffix */
    synchronized EvidenceStore open(Path path) {
        NodeMemoryConfiguration configuration = NodeMemoryConfiguration.get();
        StoreKey wanted = key(configuration.getStoreKey());
        String spec = path.toString();
        if (!Files.exists(Path.of(spec + ControllerStore.SUFFIX))) {
            return EvidenceStore.open(spec, Access.WRITE, wanted);
        } else if (!EvidenceStore.isEncrypted(spec)) {
            if (wanted != null) {
                EvidenceStore.changeKey(spec, null, wanted);
            }
            return EvidenceStore.open(spec, Access.WRITE, wanted);
        }
        try {
            return EvidenceStore.open(spec, Access.WRITE, wanted);
        } catch (BadInputException e) {
            for (Secret former : configuration.formerStoreKeys()) {
                if (changed(spec, former, wanted)) {
                    return EvidenceStore.open(spec, Access.WRITE, wanted);
                }
            }
            throw e;
        }
    }

    /** The last derived key: a derivation takes a third of a second. */
    private StoreKey key(Secret wanted) {
        if (wanted == null) {
            return null;
        }
        if (!wanted.equals(secret)) {
            StoreKey made = StoreKey.of(wanted.getPlainText().toCharArray());
            if (key != null) {
                key.close();
            }
            key = made;
            secret = wanted;
        }
        return key;
    }

    private static boolean changed(String spec, Secret former, StoreKey wanted) {
        try (StoreKey from = StoreKey.of(former.getPlainText().toCharArray())) {
            EvidenceStore.changeKey(spec, from, wanted);
            return true;
        } catch (BadInputException e) {
            // A wrong key too; the attempt with the configured key reports the error
            return false;
        }
    }
}
