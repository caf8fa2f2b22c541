package dev.carafe.vsphere.vim.soap;

import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.DataType;
import dev.carafe.vsphere.vim.Field;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.Namespace;
import dev.carafe.vsphere.vim.Primitive;
import dev.carafe.vsphere.vim.Version;
import dev.carafe.vsphere.vim.VimEnum;
import dev.carafe.vsphere.vim.VimType;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the values of one message for a peer of one version: fields that came later are left out, and a value of a type
 * that came later is written as the nearest parent that the peer knows.
 */
final class ValueEncoder {
    private final XmlOutput out;
    private final Version version;

    ValueEncoder(XmlOutput out, Version version) {
        this.out = out;
        this.version = version;
    }

    /** The elements of a field: none for null, one for each element of a list. */
    void field(Field field, @Nullable Object value, Namespace scope) throws IOException {
        if (value == null || !field.isIn(version)) {
            return;
        }
        if (field.array()) {
            for (Object item : (List<?>) value) {
                element(field.namespace(), field.name(), field.type(), item, scope);
            }
        } else {
            element(field.namespace(), field.name(), field.type(), value, scope);
        }
    }

    /** The fault as the one element of a fault's detail: {@code <NotFoundFault xsi:type="NotFound">}. */
    void faultDetail(DataObject fault) throws IOException {
        DataType type = inVersion(fault);
        Namespace namespace = type.wireNamespace();
        String name = type.wsdlName() + "Fault";
        out.raw("<")
                .raw(name)
                .raw(" xmlns=\"")
                .raw(namespace.urn())
                .raw("\" xsi:type=\"")
                .raw(type.wsdlName());
        out.raw("\">");
        fields(type, fault, namespace);
        out.end(name);
    }

    /** A whole document: the value in one element that declares all it needs and names its type. */
    void document(String name, DataObject value) throws IOException {
        DataType type = inVersion(value);
        Namespace namespace = type.wireNamespace();
        out.raw("<")
                .raw(name)
                .raw(" xmlns=\"")
                .raw(namespace.urn())
                .raw("\" xmlns:xsd=\"")
                .raw(WireTypes.XSD);
        out.raw("\" xmlns:xsi=\"")
                .raw(XmlInput.XSI)
                .raw("\" xsi:type=\"")
                .raw(type.wsdlName())
                .raw("\">");
        fields(type, value, namespace);
        out.end(name);
    }

    /** One element; {@code scope} is the default namespace where it stands. */
    private void element(Namespace namespace, String name, VimType declared, Object value, Namespace scope)
            throws IOException {
        out.begin(name);
        if (namespace != scope) {
            out.raw(" xmlns=\"").raw(namespace.urn()).raw("\"");
        }
        switch (value) {
            case DataObject data -> data(name, declared, data, namespace);
            case ManagedObjectReference<?> reference -> reference(declared, reference, namespace);
            case VimEnum constant -> constant(declared, constant, namespace);
            case ArrayOf array -> array(array, namespace);
            default -> primitive(declared, value);
        }
        out.end(name);
    }

    private void data(String name, VimType declared, DataObject value, Namespace scope) throws IOException {
        DataType type = inVersion(value);
        if (type != declared) {
            if (declared instanceof DataType expected && !type.isSubtypeOf(expected)) {
                throw new IllegalArgumentException(name + " is a " + type.wsdlName() + ", no " + expected.wsdlName());
            }
            type(type.wireNamespace(), type.wsdlName(), scope);
        }
        out.raw(">");
        fields(type, value, scope);
    }

    private void fields(DataType type, DataObject value, Namespace scope) throws IOException {
        List<Field> fields = type.fields();
        for (int i = 0; i < fields.size(); i++) {
            field(fields.get(i), value.field(i), scope);
        }
    }

    private void reference(VimType declared, ManagedObjectReference<?> value, Namespace scope) throws IOException {
        out.raw(" type=\"").text(value.type()).raw("\"");
        if (declared == Primitive.ANY) {
            type(WireTypes.BASE, WireTypes.REFERENCE, scope);
        }
        if (value.serverGuid() != null) {
            out.raw(" serverGuid=\"").text(value.serverGuid()).raw("\"");
        }
        out.raw(">").text(value.value());
    }

    private void constant(VimType declared, VimEnum value, Namespace scope) throws IOException {
        if (value.wire().isEmpty()) {
            throw new IllegalArgumentException(
                    "an unrecognized value of " + value.enumType().wsdlName() + " cannot be sent");
        }
        if (declared == Primitive.ANY) {
            type(value.enumType().wireNamespace(), value.enumType().wsdlName(), scope);
        }
        out.raw(">").text(value.wire());
    }

    private void array(ArrayOf value, Namespace scope) throws IOException {
        Namespace namespace = WireTypes.namespaceOf(value.element());
        type(namespace, WireTypes.arrayName(value.element()), scope);
        out.raw(">");
        for (Object item : value.items()) {
            element(scope, WireTypes.elementName(value.element()), value.element(), item, scope);
        }
    }

    private void primitive(VimType declared, Object value) throws IOException {
        if (declared == Primitive.ANY) {
            Primitive primitive = Primitive.of(value);
            if (primitive == null) {
                throw new IllegalArgumentException(
                        "any type may stand here, but no " + value.getClass().getName());
            }
            out.raw(" xsi:type=\"xsd:").raw(primitive.wsdlName()).raw("\"");
        }
        out.raw(">").text(Primitives.format(value));
    }

    private void type(Namespace namespace, String name, Namespace scope) throws IOException {
        if (namespace == scope) {
            out.raw(" xsi:type=\"").raw(name).raw("\"");
        } else {
            out.raw(" xmlns:")
                    .raw(namespace.name())
                    .raw("=\"")
                    .raw(namespace.urn())
                    .raw("\" xsi:type=\"");
            out.raw(namespace.name()).raw(":").raw(name).raw("\"");
        }
    }

    private DataType inVersion(DataObject value) {
        DataType type = value.dataType().in(version);
        if (type == null) {
            throw new IllegalArgumentException(value.dataType().wsdlName() + " is not part of version " + version.id());
        }
        return type;
    }
}
