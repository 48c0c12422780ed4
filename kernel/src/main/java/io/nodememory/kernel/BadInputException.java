package io.nodememory.kernel;

/** Reports unusable input: a file of the wrong kind, or files that do not fit together. The message is a sentence for the user. */
public class BadInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadInputException(String message) {
        super(message);
    }

    public BadInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
