package dev.carafe.vsphere.vim;

import org.jspecify.annotations.Nullable;

/** The data of a fault. The generated {@code MethodFault} is the root of all; a {@link FaultException} carries one. */
public interface Fault extends DataObject {
    /** This fault to be thrown, with the message for people; null lets the exception name the fault's type. */
    default FaultException exception(@Nullable String message) {
        return new FaultException(this, message);
    }
}
