package dev.carafe.vsphere.vim;

/**
 * A managed object does not implement a method of its type. The server answers with the protocol's {@code MethodNotFound}
 * or {@code NotSupported} and logs it once.
 */
public final class UnimplementedMethodException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ManagedMethod method;

    public UnimplementedMethodException(ManagedMethod method) {
        super(method.owner().wsdlName() + "." + method.wsdlName() + " is not implemented", null, false, false);
        this.method = method;
    }

    public ManagedMethod method() {
        return method;
    }
}
