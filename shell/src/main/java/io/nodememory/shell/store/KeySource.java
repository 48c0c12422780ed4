package io.nodememory.shell.store;

import io.nodememory.evidence.database.h2.StoreKey;
import io.nodememory.kernel.BadInputException;
import io.nodememory.query.text.VisibleText;
import io.nodememory.shell.runtime.Screen;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The sources of the key of a store. The secret is wiped after the key is derived. */
public final class KeySource {
    /** Limit of a secret in bytes. */
    private static final int LONGEST = 4096;

    private KeySource() {}

    /**
     * The key from a file, or else from an environment variable.
     *
     * @param file in UTF-8; a line break at its end is ignored; null for none
     * @throws BadInputException if the key cannot be used
     */
    public static Optional<StoreKey> given(Path file, String variable) {
        if (file != null) {
            return Optional.of(key(read(file)));
        }
        String value = System.getenv(variable);
        return value == null || value.isEmpty() ? Optional.empty() : Optional.of(key(value.toCharArray()));
    }

    /** The key that the user types without echo; empty without a terminal. */
    public static Optional<StoreKey> asked(String prompt) {
        return terminal().map(console -> key(answer(console, prompt)));
    }

    /** A new key, which the user types twice, because a typing error would make the store unreadable forever. */
    public static Optional<StoreKey> askedTwice(String prompt) {
        return terminal().map(console -> keyTypedTwice(console, prompt));
    }

    private static StoreKey keyTypedTwice(Console console, String prompt) {
        char[] first = answer(console, prompt);
        char[] second = answer(console, "Once more: ");
        boolean same = Arrays.equals(first, second);
        Arrays.fill(second, '\0');
        if (!same) {
            Arrays.fill(first, '\0');
            throw new BadInputException("the two keys differ: nothing was changed, try again");
        }
        return key(first);
    }

    /** Reads a secret from the console; JLine would return a String, which cannot be wiped. */
    @SuppressWarnings(
            "SystemConsoleNull") // From Java 22 on a console exists without a terminal too, so both are tested.
    private static Optional<Console> terminal() {
        return Screen.standardInputIsTerminal() ? Optional.ofNullable(System.console()) : Optional.empty();
    }

    private static char[] answer(Console console, String prompt) {
        char[] answer = console.readPassword("%s", VisibleText.escape(prompt));
        return answer == null ? new char[0] : answer;
    }

    private static StoreKey key(char[] secret) {
        try {
            return StoreKey.of(secret);
        } finally {
            Arrays.fill(secret, '\0');
        }
    }

    private static char[] read(Path file) {
        byte[] bytes = bytes(file);
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            int length = text.limit();
            length -= length > 0 && text.get(length - 1) == '\n' ? 1 : 0;
            length -= length > 0 && text.get(length - 1) == '\r' ? 1 : 0;
            char[] secret = new char[length];
            text.get(secret);
            Arrays.fill(text.array(), '\0');
            return secret;
        } catch (CharacterCodingException e) {
            throw refusal(file, "it is not text; create one with 'openssl rand -base64 32'", e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static byte[] bytes(Path file) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LONGEST + 1);
        } catch (NoSuchFileException e) {
            throw refusal(file, "the file does not exist", e);
        } catch (IOException e) {
            throw refusal(file, e.getMessage(), e);
        }
        if (bytes.length > LONGEST) {
            Arrays.fill(bytes, (byte) 0);
            throw refusal(file, "it has more than %,d bytes".formatted(LONGEST), null);
        }
        return bytes;
    }

    private static BadInputException refusal(Path file, String why, Exception cause) {
        return new BadInputException("cannot use the key file " + file + ": " + why, cause);
    }
}
