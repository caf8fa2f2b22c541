package dev.carafe.vsphere.vim;

/** The type of a field, argument or result; a {@link ManagedType} there means a reference to such an object. */
public sealed interface VimType permits Primitive, DataType, EnumType, ManagedType {
    /** The WSDL name, without a prefix. */
    String wsdlName();
}
