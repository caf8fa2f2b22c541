package dev.carafe.cli.command;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** A command failed, and its message says in one sentence what, why and what to do. */
public final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;

    /** The process's exit code. */
    private final int exitCode;

    /** A failure with nothing beneath. */
    public CommandException(String message) {
        super(message);
        this.exitCode = FAILED;
    }

    /** A failure with the cause that {@code -v} shows. */
    public CommandException(String message, Throwable cause) {
        super(message, cause);
        this.exitCode = FAILED;
    }

    private CommandException(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    /** The command was called with values that it cannot take. */
    public static CommandException wrongUse(String message) {
        return new CommandException(message, WRONG_USE);
    }

    /** Why an operation failed, in words; of files Java's own messages may be no more than the name. */
    public static String reason(IOException e) {
        String message = e.getMessage();
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException failure -> failure.getFile() + " does not exist";
            case FileSystemException failure when failure.getReason() != null -> failure.getReason();
            default -> message == null ? e.getClass().getSimpleName() : message;
        };
    }

    /** The process's exit code: 1, or 2 for wrong use. */
    public int exitCode() {
        return exitCode;
    }
}
