package io.nodememory.kernel;

/** Input that cannot be used: a file that is not what it should be, or parts that do not fit. One sentence for the user. */
public class BadInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadInputException(String message) {
        super(message);
    }

    public BadInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
