package dev.carafe.vsphere.vim.soap;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A message is no XML, no SOAP, beyond a limit, or says what it means in a way that cannot be read. */
public final class MalformedMessageException extends IOException {
    private static final long serialVersionUID = 1L;

    public MalformedMessageException(String message) {
        this(message, null);
    }

    public MalformedMessageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** What is wrong and where: never null. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
