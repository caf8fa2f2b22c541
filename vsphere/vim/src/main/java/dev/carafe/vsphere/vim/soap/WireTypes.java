package dev.carafe.vsphere.vim.soap;

import dev.carafe.vsphere.vim.DataType;
import dev.carafe.vsphere.vim.EnumType;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.Namespace;
import dev.carafe.vsphere.vim.Primitive;
import dev.carafe.vsphere.vim.VimType;
import dev.carafe.vsphere.vim.vim25.Vim25;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The types and methods that names on the wire stand for, over several namespaces. */
final class WireTypes {
    static final String XSD = "http://www.w3.org/2001/XMLSchema";
    static final String REFERENCE = "ManagedObjectReference";
    static final String ARRAY_OF = "ArrayOf";

    /** Where the arrays of primitives, and references, have their names. */
    static final Namespace BASE = Vim25.NAMESPACE;

    /** What a reference points at when no more is said. */
    static final ManagedType MANAGED_OBJECT = managedObject();

    /** Where govmomi looks for what hosts answer beside the published API; it takes the reply from where that is. */
    private static final String INTERNAL = "urn:internalvim25";

    private static final Map<String, Primitive> PRIMITIVES = primitives();

    private final List<Namespace> namespaces;

    /** The first namespace is looked into first. */
    WireTypes(List<Namespace> namespaces) {
        this.namespaces = List.copyOf(namespaces);
    }

    /** The method of a request's element; some are in the namespace of what theirs extends. */
    @Nullable
    ManagedMethod method(String urn, String name) {
        String meant = urn.equals(INTERNAL) ? BASE.urn() : urn;
        for (Namespace namespace : namespaces) {
            ManagedMethod method = namespace.method(name);
            if (method != null && method.wireNamespace().urn().equals(meant)) {
                return method;
            }
        }
        return null;
    }

    /**
     * The type that {@code xsi:type} names; the prefix is looked up where the cursor stands. govmomi writes {@code xsd:int}
     * and declares no such prefix: it means what all mean by it.
     */
    @Nullable
    VimType named(XmlInput in, String qname) {
        int colon = qname.indexOf(':');
        String prefix = colon < 0 ? "" : qname.substring(0, colon);
        String urn = in.namespaceOf(prefix);
        String name = qname.substring(colon + 1);
        boolean schema = urn.equals(XSD) || (urn.isEmpty() && prefix.equals("xsd"));
        return schema ? PRIMITIVES.get(name) : named(urn, name);
    }

    /** Names are nearly unique over all namespaces, and peers are not exact about prefixes: any will do. */
    @Nullable
    VimType named(String urn, String name) {
        VimType found = null;
        for (Namespace namespace : namespaces) {
            VimType type = namespace.type(name);
            if (type != null
                    && isOnWire(type)
                    && (found == null || namespace.urn().equals(urn))) {
                found = type;
            }
        }
        return found != null || !name.equals(REFERENCE) ? found : MANAGED_OBJECT;
    }

    /** The type of the elements of an array type such as {@code ArrayOfString}. */
    @Nullable
    VimType element(String urn, String arrayType) {
        String element = arrayType.substring(ARRAY_OF.length());
        Primitive primitive = PRIMITIVES.get(Character.toLowerCase(element.charAt(0)) + element.substring(1));
        return primitive != null ? primitive : named(urn, element);
    }

    /** The namespace of a type's name. */
    static Namespace namespaceOf(VimType type) {
        return switch (type) {
            case DataType data -> data.wireNamespace();
            case EnumType enumeration -> enumeration.wireNamespace();
            case ManagedType _, Primitive _ -> BASE;
        };
    }

    /** What the name of a type is where it stands as the element of an array: {@code string}, {@code VirtualDisk}. */
    static String elementName(VimType type) {
        return type instanceof ManagedType ? REFERENCE : type.wsdlName();
    }

    static String arrayName(VimType element) {
        String name = elementName(element);
        return ARRAY_OF + Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    private static boolean isOnWire(VimType type) {
        return !(type instanceof DataType data) || data.kind() != DataType.Kind.PROPERTIES;
    }

    private static Map<String, Primitive> primitives() {
        Map<String, Primitive> primitives = new HashMap<>();
        for (Primitive primitive : Primitive.values()) {
            primitives.put(primitive.wsdlName(), primitive);
        }
        primitives.put("anyURI", Primitive.STRING);
        return Map.copyOf(primitives);
    }

    private static ManagedType managedObject() {
        if (BASE.type("ManagedObject") instanceof ManagedType root) {
            return root;
        }
        throw new IllegalStateException("the table of vim25 has no ManagedObject");
    }
}
