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

/** The file of an H2 store: creates it for its owner alone, and checks it before H2 opens it. */
public final class StoreFile {
    private static final int HEADER = 512;

    /** The beginning of an encrypted file (org.h2.store.fs.encrypt.FileEncrypt). */
    private static final String ENCRYPTED = "H2encrypt\n";

    /** The size of the header and the first block. H2 takes a shorter file for a new one and overwrites it. */
    private static final int SHORTEST_ENCRYPTED = 2 * 4096;

    /** The file header of H2's MVStore consists of key:value pairs in ASCII. */
    private static final Pattern MAGIC = Pattern.compile("^H:2,");

    private static final Pattern FORMAT = Pattern.compile(",format:(\\d+)");

    /** The format of H2 2.x; H2 1.4 has format 1. */
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

    /** Whether a text is the beginning of a database file without encryption. */
    static boolean isHeader(CharSequence text) {
        return MAGIC.matcher(text).find();
    }

    /** Creates the empty file and its missing parent folders. */
    void create() {
        try {
            OwnerOnlyFiles.createFolders(path.toAbsolutePath().getParent());
            OwnerOnlyFiles.create(path);
        } catch (FileAlreadyExistsException e) {
            throw refusal("a file with this name exists: " + e.getFile());
        } catch (IOException e) {
            throw refusal(Sentences.of(e));
        }
    }

    /**
     * Checks an existing file.
     *
     * @param withKey whether a key was given
     * @throws BadInputException if the file cannot be a store, or does not allow this access
     */
    void check(Access access, boolean withKey) {
        if (Files.isDirectory(path)) {
            throw refusal("it is a folder; give the path of a file");
        } else if (!Files.isRegularFile(path)) {
            throw refusal("it is not a regular file");
        } else if (!Files.isReadable(path)) {
            throw refusal("no permission to read it");
        } else if (access == Access.WRITE && !Files.isWritable(path)) {
            throw refusal("no permission to write it");
        }
        String header = header();
        if (header.isEmpty()) {
            throw refusal("it is empty, not a store; remove it or give another path");
        } else if (header.startsWith(ENCRYPTED)) {
            checkEncrypted(withKey);
            return;
        } else if (!isHeader(header)) {
            throw refusal("it is not an evidence store (and not an H2 database)");
        } else if (withKey) {
            throw refusal(
                    "it is not encrypted, but a key was given: encrypt it with 'nodemem store encrypt', or give no key");
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
            throw refusal("it is damaged: the file is too short");
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
