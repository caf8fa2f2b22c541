package dev.carafe.vsphere.vim;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call failed with a fault of the protocol's. One class carries all of them, told apart by their data:
 *
 * <pre>{@code
 * catch (FaultException e) {
 *     switch (e.fault()) {
 *         case NotFound _ -> …
 *         case InvalidState state -> …
 *         default -> throw e;
 *     }
 * }
 * }</pre>
 */
public final class FaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Fault fault;

    public FaultException(Fault fault, @Nullable String message) {
        this(fault, message, null);
    }

    public FaultException(Fault fault, @Nullable String message, @Nullable Throwable cause) {
        super(message == null ? fault.dataType().wsdlName() : message, cause);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }

    /** The localized message: never null. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
