package io.nodememory.query.policy;

import io.nodememory.kernel.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The files a policy is made of: those in the folder of the first one and below, and the built-in policies. */
final class PolicyFiles {
    /** Bytes of a file that is read, policy or list. */
    private static final int MOST = 1 << 20;

    private static final String BUILT_IN = "[a-z][a-z0-9-]*";

    private final Path folder;

    /** @param folder that no file may be outside of; null for none at all */
    PolicyFiles(Path folder) {
        this.folder = folder;
    }

    /** Whether this is a built-in policy's name. */
    static boolean isBuiltIn(String name) {
        return name.matches(BUILT_IN) && PolicyFiles.class.getResource(name + ".nodemem") != null;
    }

    static String builtIn(String name) throws IOException {
        try (InputStream in = PolicyFiles.class.getResourceAsStream(name + ".nodemem")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * The file that a file names.
     *
     * @param from the naming file; null for a built-in policy
     * @throws BadInputException if it is not below the folder
     */
    Path resolve(Path from, String name) {
        if (from == null || folder == null) {
            throw new BadInputException("a built-in policy has no files beside it");
        }
        try {
            Path real = from.resolveSibling(name).toRealPath();
            if (Path.of(name).isAbsolute() || !real.startsWith(folder.toRealPath())) {
                throw new BadInputException("'" + name
                        + "' is not below the policy's folder; copy it there and name it by a relative path");
            }
            return real;
        } catch (NoSuchFileException e) {
            throw new BadInputException("there is no file '" + name + "' beside this one", e);
        } catch (IOException | InvalidPathException e) {
            throw new BadInputException("cannot read '" + name + "': " + e.getMessage(), e);
        }
    }

    static String read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST + 1);
            if (bytes.length > MOST) {
                throw new BadInputException(file + " is too large: at most " + MOST + " bytes are read");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadInputException(file + " is not UTF-8 text", e);
        } catch (NoSuchFileException e) {
            throw new BadInputException("there is no policy " + file, e);
        } catch (IOException e) {
            throw new BadInputException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
