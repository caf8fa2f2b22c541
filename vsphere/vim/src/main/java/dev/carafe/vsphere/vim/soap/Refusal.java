package dev.carafe.vsphere.vim.soap;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.InvalidRequest;
import dev.carafe.vsphere.vim.vim25.InvalidType;
import dev.carafe.vsphere.vim.vim25.MethodNotFound;

/** The faults that answer a request which cannot be understood. */
final class Refusal {
    private Refusal() {}

    static FaultException invalidRequest(String message) {
        return InvalidRequest.builder().build().exception(message);
    }

    static FaultException missing(String field, String of) {
        return invalidRequest("Required property " + field + " is missing from " + of);
    }

    /** The value of {@code field} is of a type that is unknown or that may not stand there. */
    static FaultException invalidType(String field, String message) {
        return InvalidType.builder().argument(field).build().exception(message);
    }

    static FaultException methodNotFound(ManagedObjectReference<?> receiver, String method) {
        return MethodNotFound.builder()
                .receiver(receiver)
                .method(method)
                .build()
                .exception("The method " + method + " is not known to " + receiver);
    }
}
