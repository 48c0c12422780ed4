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
 * The key of an encrypted store, derived from a secret. H2 encrypts a file with AES-128 in XTS mode. It derives the cipher's key
 * from a password with only 10 rounds of PBKDF2, uses only the lower byte of each character, and ends the password at the first
 * space. Its password is therefore 256 bits in hexadecimal digits, which {@link #ROUNDS} rounds of PBKDF2-HMAC-SHA256 derive
 * from the secret.
 */
public final class StoreKey implements AutoCloseable {
    /** The least number of characters of a secret. */
    public static final int SHORTEST = 12;

    private static final int ROUNDS = 200_000;
    private static final int BITS = 256;

    /** The salt of all stores: H2's file has no place for another salt, but H2 adds 8 random bytes to each file. */
    private static final byte[] SALT = "nodemem evidence store".getBytes(StandardCharsets.US_ASCII);

    private final char[] digits;

    private StoreKey(char[] digits) {
        this.digits = digits;
    }

    /**
     * Derives the key from a secret. Takes a fifth of a second on purpose, to slow down guesses.
     *
     * @param secret wiped by the caller
     * @throws BadInputException if the secret is too short
     */
    public static StoreKey of(char[] secret) {
        if (secret.length < SHORTEST) {
            throw new BadInputException("the key of a store needs at least " + SHORTEST
                    + " characters: create one with 'openssl rand -base64 32'");
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

    /** A random key for a temporary store: nobody else can read remains of its file. */
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

    /** H2's file password; the caller wipes it. */
    char[] filePassword() {
        return digits.clone();
    }

    /** The file's password, a space as its end, and the empty password of the user; the caller wipes it. */
    char[] passwords() {
        char[] both = Arrays.copyOf(digits, digits.length + 1);
        both[digits.length] = ' ';
        return both;
    }

    /** Wipes the key. A store that was opened with it keeps a copy until the store is closed. */
    @Override
    public void close() {
        Arrays.fill(digits, '\0');
    }
}
