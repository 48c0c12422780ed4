package io.nodememory.query.policy;

import io.nodememory.kernel.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/** The files that a policy can include. */
interface PolicyFiles {
    /** Limit of a policy or list file in bytes. */
    int MOST = 1 << 20;

    /**
     * Resolves the name of an included file.
     *
     * @param from the including file; null for a built-in policy
     * @return the argument of {@link #read}, equal for equal files
     * @throws BadInputException if the name leads to none of these files
     */
    String resolve(String from, String name);

    String read(String file);

    private static String beside(String name) {
        return "there is no file '" + name + "' beside this one";
    }

    /** The files of a built-in policy: none, because it includes only other built-in policies. */
    record None() implements PolicyFiles {
        @Override
        public String resolve(String from, String name) {
            throw new BadInputException("a built-in policy has no files beside it");
        }

        @Override
        public String read(String file) {
            throw new IllegalStateException("a built-in policy has no files");
        }
    }

    /** The files of a folder and its subfolders. */
    record Folder(Path folder) implements PolicyFiles {
        @Override
        public String resolve(String from, String name) {
            if (from == null) {
                return new None().resolve(from, name);
            }
            try {
                Path real = Path.of(from).resolveSibling(name).toRealPath();
                if (Path.of(name).isAbsolute() || !real.startsWith(folder.toRealPath())) {
                    throw new BadInputException("'" + name
                            + "' is not below the policy's folder; copy it there and name it by a relative path");
                }
                return real.toString();
            } catch (NoSuchFileException e) {
                throw new BadInputException(beside(name), e);
            } catch (IOException | InvalidPathException e) {
                throw new BadInputException("cannot read '" + name + "': " + e.getMessage(), e);
            }
        }

        @Override
        public String read(String file) {
            try (InputStream in = Files.newInputStream(Path.of(file))) {
                byte[] bytes = in.readNBytes(MOST + 1);
                if (bytes.length > MOST) {
                    throw new BadInputException(file + " is too large: at most " + MOST + " bytes are read");
                }
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
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

    /** Texts by relative path, received from another machine. */
    record Given(Map<String, String> texts) implements PolicyFiles {
        @Override
        public String resolve(String from, String name) {
            if (from == null) {
                return new None().resolve(from, name);
            }
            try {
                Path path = Path.of(from).resolveSibling(name).normalize();
                String key = path.toString().replace('\\', '/');
                if (Path.of(name).isAbsolute() || !texts.containsKey(key)) {
                    throw new BadInputException(beside(name));
                }
                return key;
            } catch (InvalidPathException e) {
                throw new BadInputException(beside(name), e);
            }
        }

        @Override
        public String read(String file) {
            return texts.get(file);
        }
    }
}
