package io.nodememory.evidence.database.h2;

import io.nodememory.kernel.BadInputException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * The key of an encrypted store, made of what a person or a program knows. H2 encrypts a file with AES-128 in XTS mode, but
 * makes the cipher's key of a password by 10 rounds of PBKDF2, takes of each character its lower byte alone, and ends it at the
 * first space: so it is given 256 bits, in hexadecimal digits, that come of the secret by {@link #ROUNDS} rounds of
 * PBKDF2-HMAC-SHA256.
 */
public final class StoreKey implements AutoCloseable {
    /** The fewest characters of a secret. */
    public static final int SHORTEST = 12;

    private static final int ROUNDS = 200_000;
    private static final int BITS = 256;

    /** The same for all stores, as there is no place in H2's file for another; H2 adds 8 random bytes to each file. */
    private static final byte[] SALT = "nodemem evidence store".getBytes(StandardCharsets.US_ASCII);

    private final char[] digits;

    private StoreKey(char[] digits) {
        this.digits = digits;
    }

    /**
     * Takes a fifth of a second, on purpose: guessing does too.
     *
     * @param secret stays the caller's, to wipe
     * @throws BadInputException if it is too short
     */
    public static StoreKey of(char[] secret) {
        if (secret.length < SHORTEST) {
            throw new BadInputException("the key of a store needs at least " + SHORTEST
                    + " characters: make one with 'openssl rand -base64 32'");
        }
        PBEKeySpec spec = new PBEKeySpec(secret, SALT, ROUNDS, BITS);
        try {
            byte[] key = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
            return ofBits(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no PBKDF2WithHmacSHA256", e);
        } finally {
            spec.clearPassword();
        }
    }

    /** For a store that no other process will open: who does not hold it cannot read what is left of the file. */
    public static StoreKey random() {
        byte[] key = new byte[BITS / Byte.SIZE];
        new SecureRandom().nextBytes(key);
        return ofBits(key);
    }

    private static StoreKey ofBits(byte[] key) {
        char[] digits = new char[2 * key.length];
        for (int i = 0; i < key.length; i++) {
            digits[2 * i] = HexFormat.of().toHighHexDigit(key[i]);
            digits[2 * i + 1] = HexFormat.of().toLowHexDigit(key[i]);
        }
        Arrays.fill(key, (byte) 0);
        return new StoreKey(digits);
    }

    StoreKey copy() {
        return new StoreKey(digits.clone());
    }

    /** What H2's file password is; who takes it wipes it. */
    char[] filePassword() {
        return digits.clone();
    }

    /** The file's password, the space that ends it, and a user's password, which is empty; who takes it wipes it. */
    char[] passwords() {
        char[] both = Arrays.copyOf(digits, digits.length + 1);
        both[digits.length] = ' ';
        return both;
    }

    /** Wipes it. A store that was opened with it has a copy, which ends with the store. */
    @Override
    public void close() {
        Arrays.fill(digits, '\0');
    }
}
