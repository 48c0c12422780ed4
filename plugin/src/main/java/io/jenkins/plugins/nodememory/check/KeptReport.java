package io.jenkins.plugins.nodememory.check;

import io.jenkins.plugins.nodememory.config.NodeMemoryConfiguration;
import io.nodememory.query.report.ReportFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.CipherInputStream;
import javax.crypto.CipherOutputStream;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import jenkins.security.HMACConfidentialKey;

/**
 * A report beside its build. It holds rows of a store, so it is encrypted if stores have a key: by a key of this Jenkins, stored
 * beside the keys of its credentials.
 */
final class KeptReport {
    private static final HMACConfidentialKey KEY = new HMACConfidentialKey(KeptReport.class, "reports");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SALT = 32;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private KeptReport() {}

    private static Path sealed(Path file) {
        return file.resolveSibling(file.getFileName() + ".sealed");
    }

    static void write(Path file, ReportFile.Content content) throws IOException {
        if (NodeMemoryConfiguration.get().getStoreKey() == null) {
            ReportFile.write(file, content);
            return;
        }
        byte[] salt = new byte[SALT];
        RANDOM.nextBytes(salt);
        try (var out = Files.newOutputStream(sealed(file))) {
            out.write(salt);
            try (Writer text = new OutputStreamWriter(
                    new CipherOutputStream(out, cipher(Cipher.ENCRYPT_MODE, salt)), StandardCharsets.UTF_8)) {
                content.write(text);
            }
        }
    }

    /** Each file has a key of its own, derived from its salt. */
    private static Cipher cipher(int mode, byte[] salt) throws IOException {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    mode,
                    new SecretKeySpec(KEY.mac(salt), "AES"),
                    new GCMParameterSpec(TAG_BITS, Arrays.copyOf(salt, NONCE)));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IOException("reports cannot be encrypted here: " + e.getMessage(), e);
        }
    }

    static boolean exists(Path file) {
        return Files.exists(file) || Files.exists(sealed(file));
    }

    /** The text in UTF-8, decrypted if necessary. */
    static InputStream open(Path file) throws IOException {
        if (Files.exists(file)) {
            return Files.newInputStream(file);
        }
        InputStream in = Files.newInputStream(sealed(file));
        try {
            byte[] salt = in.readNBytes(SALT);
            if (salt.length < SALT) {
                throw new EOFException("the report %s is cut short".formatted(file));
            }
            return new CipherInputStream(in, cipher(Cipher.DECRYPT_MODE, salt));
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }
}
