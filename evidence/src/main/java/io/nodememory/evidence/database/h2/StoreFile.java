package io.nodememory.evidence.database.h2;

import io.nodememory.evidence.database.Access;
import io.nodememory.evidence.value.Sentences;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.OwnerOnlyFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The file of a store in H2: made for its owner alone, looked at before H2 is let near it. */
public final class StoreFile {
    private static final int HEADER = 512;

    /** How an encrypted file begins: org.h2.store.fs.encrypt.FileEncrypt. */
    private static final String ENCRYPTED = "H2encrypt\n";

    /** Bytes of the header above and of the first block; H2 takes what is shorter for a new file, and writes over it. */
    private static final int SHORTEST_ENCRYPTED = 2 * 4096;

    /** The file header of H2's MVStore: key:value pairs in ASCII, of which this program needs two. */
    private static final Pattern MAGIC = Pattern.compile("^H:2,");

    private static final Pattern FORMAT = Pattern.compile(",format:(\\d+)");

    /** The format of H2 2.x; that of 1.4 is 1. */
    private static final String CURRENT_FORMAT = "3";

    private final Path path;

    public StoreFile(Path path) {
        this.path = path;
    }

    boolean exists() {
        return Files.exists(path);
    }

    public boolean isEncrypted() {
        return Files.isRegularFile(path) && Files.isReadable(path) && header().startsWith(ENCRYPTED);
    }

    /** Whether this is how the file of a database begins that is not encrypted. */
    static boolean isHeader(CharSequence text) {
        return MAGIC.matcher(text).find();
    }

    /** Makes the file, empty, and the folders that are missing above it. */
    void create() {
        try {
            OwnerOnlyFiles.createFolders(path.toAbsolutePath().getParent());
            OwnerOnlyFiles.create(path);
        } catch (FileAlreadyExistsException e) {
            throw refusal("something of that name is in the way: " + e.getFile());
        } catch (IOException e) {
            throw refusal(Sentences.of(e));
        }
    }

    /**
     * Looks at an existing file.
     *
     * @param withKey whether a key was given
     * @throws BadInputException if it cannot be a store, or not be used as wanted
     */
    void check(Access access, boolean withKey) {
        if (Files.isDirectory(path)) {
            throw refusal("it is a folder; name a file");
        } else if (!Files.isRegularFile(path)) {
            throw refusal("it is not a regular file");
        } else if (!Files.isReadable(path)) {
            throw refusal("no permission to read it");
        } else if (access == Access.WRITE && !Files.isWritable(path)) {
            throw refusal("no permission to write it");
        }
        String header = header();
        if (header.isEmpty()) {
            throw refusal("it is empty, not a store; remove it or name another");
        } else if (header.startsWith(ENCRYPTED)) {
            checkEncrypted(withKey);
            return;
        } else if (!isHeader(header)) {
            throw refusal("it is not an evidence store (nor any H2 database)");
        } else if (withKey) {
            throw refusal(
                    "a key was given, but it is not encrypted: encrypt it with 'nodemem store encrypt', or give none");
        }
        Matcher format = FORMAT.matcher(header);
        if (!format.find() || !format.group(1).equals(CURRENT_FORMAT)) {
            throw refusal("it is a database of another version of H2; analyze the image into a new store");
        }
    }

    private void checkEncrypted(boolean withKey) {
        if (!withKey) {
            throw refusal("it is encrypted: give its key in a file with --store-key-file, or in the environment as"
                    + " NODEMEM_STORE_KEY");
        } else if (path.toFile().length() < SHORTEST_ENCRYPTED) {
            throw refusal("it is damaged: it was cut short");
        }
    }

    private String header() {
        try (InputStream in = Files.newInputStream(path)) {
            return new String(in.readNBytes(HEADER), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw refusal(Sentences.of(e));
        }
    }

    private BadInputException refusal(String why) {
        return new BadInputException("cannot use the store " + path + ": " + why);
    }
}
