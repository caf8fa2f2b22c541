package dev.carafe.vsphere.vim.soap;

import dev.carafe.vsphere.vim.ArrayOf;
import dev.carafe.vsphere.vim.DataType;
import dev.carafe.vsphere.vim.EnumType;
import dev.carafe.vsphere.vim.Field;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.Primitive;
import dev.carafe.vsphere.vim.VimEnum;
import dev.carafe.vsphere.vim.VimType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of one message. Strict: a missing field, an unknown value of an enum or a reference to a wrong type is a
 * fault; lenient: absent stays null, an unknown value becomes {@code UNRECOGNIZED}. Unknown elements are passed over.
 */
final class ValueDecoder {
    private final XmlInput in;
    private final WireTypes types;
    private final boolean strict;

    ValueDecoder(XmlInput in, WireTypes types, boolean strict) {
        this.in = in;
        this.types = types;
        this.strict = strict;
    }

    /** The children of the element that the cursor stands on, by position: a list for an array, null for absent. */
    @Nullable
    Object[] fields(List<Field> fields) throws IOException {
        @Nullable Object[] values = new @Nullable Object[fields.size()];
        int next = 0;
        while (in.nextElement()) {
            int index = find(fields, in.name(), next);
            if (index < 0) {
                in.skip();
                continue;
            }
            next = index;
            Field field = fields.get(index);
            Object value = value(field.type(), field.name());
            if (field.array()) {
                append(values, index, value);
            } else {
                values[index] = value;
            }
        }
        return values;
    }

    /** One value of a declared type, or of the subtype that the element names; null for {@code xsi:nil}. */
    @Nullable
    Object value(VimType declared, String field) throws IOException {
        String nil = in.schemaAttribute("nil");
        if (nil != null && (nil.equals("true") || nil.equals("1"))) {
            in.skip();
            return null;
        }
        return switch (declared) {
            case Primitive primitive -> primitive == Primitive.ANY ? any(field) : primitive(primitive, field);
            case EnumType enumeration -> constant(enumeration, field);
            case ManagedType managed -> reference(managed, field);
            case DataType data -> data(actual(data, field));
        };
    }

    private static void append(@Nullable Object[] values, int index, @Nullable Object value) {
        if (value == null) {
            return;
        }
        @SuppressWarnings("unchecked")
        List<Object> list = (List<Object>) values[index];
        if (list == null) {
            list = new ArrayList<>();
            values[index] = list;
        }
        list.add(value);
    }

    /** Peers write fields in order: the search begins where the last one ended. */
    private static int find(List<Field> fields, String name, int from) {
        for (int i = from; i < fields.size(); i++) {
            if (fields.get(i).name().equals(name)) {
                return i;
            }
        }
        for (int i = 0; i < from; i++) {
            if (fields.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private Object data(DataType type) throws IOException {
        @Nullable Object[] values = fields(type.fields());
        Field missing = strict ? type.missing(values) : null;
        if (missing != null) {
            throw Refusal.missing(missing.name(), "data object of type " + type.wsdlName());
        }
        return type.make(values);
    }

    private DataType actual(DataType declared, String field) {
        String qname = in.schemaAttribute("type");
        if (qname == null) {
            return declared;
        }
        if (types.named(in, qname) instanceof DataType data && data.isSubtypeOf(declared)) {
            return data;
        }
        throw Refusal.invalidType(field, "The type " + qname + " of " + field + " is no " + declared.wsdlName());
    }

    private Object primitive(Primitive type, String field) throws IOException {
        String text = in.text();
        try {
            return Primitives.parse(type, text);
        } catch (IllegalArgumentException e) {
            throw wrongValue(field, text, type);
        }
    }

    private Object constant(EnumType type, String field) throws IOException {
        String text = in.text().strip();
        VimEnum constant = type.constant(text);
        if (constant != null) {
            return constant;
        }
        if (strict) {
            throw wrongValue(field, text, type);
        }
        return type.unrecognized();
    }

    private Object reference(ManagedType declared, String field) throws IOException {
        String typeName = in.attribute("type");
        String serverGuid = in.attribute("serverGuid");
        if (typeName == null) {
            typeName = declared.wsdlName();
        }
        VimType known = types.named(in, typeName);
        if (strict && !(known instanceof ManagedType managed && managed.isSubtypeOf(declared))) {
            throw Refusal.invalidType(
                    field, "The object " + field + " is a " + typeName + ", not a " + declared.wsdlName());
        }
        String value = in.text().strip();
        return new ManagedObjectReference<>(known == null ? typeName : known.wsdlName(), value, serverGuid);
    }

    private @Nullable Object any(String field) throws IOException {
        String qname = in.schemaAttribute("type");
        if (qname == null) {
            return in.text();
        }
        VimType type = types.named(in, qname);
        if (type != null) {
            return type == Primitive.ANY ? in.text() : value(type, field);
        }
        int colon = qname.indexOf(':');
        String name = qname.substring(colon + 1);
        if (name.startsWith(WireTypes.ARRAY_OF) && name.length() > WireTypes.ARRAY_OF.length()) {
            VimType element = types.element(in.namespaceOf(colon < 0 ? "" : qname.substring(0, colon)), name);
            if (element != null) {
                return array(element, field);
            }
        }
        throw Refusal.invalidType(field, "The type " + qname + " of " + field + " is not known");
    }

    private ArrayOf array(VimType element, String field) throws IOException {
        List<Object> items = new ArrayList<>();
        while (in.nextElement()) {
            Object item = value(element, field);
            if (item != null) {
                items.add(item);
            }
        }
        return new ArrayOf(element, items);
    }

    private static RuntimeException wrongValue(String field, String text, VimType type) {
        String shown = text.length() > 100 ? text.substring(0, 100) + "…" : text;
        return Refusal.invalidRequest("The value '" + shown + "' of " + field + " is no " + type.wsdlName());
    }
}
