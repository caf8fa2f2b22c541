package dev.carafe.vsphere.vim;

import dev.carafe.vsphere.vim.Table.Directory;
import java.net.URL;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The types and methods of one XML namespace, such as {@code urn:vim25}. Names are known from the start; what the table says
 * of a type is read when it is first asked for. Safe for all threads.
 */
public final class Namespace {
    private static final int REFERENCE = 1;
    private static final int ARRAY = 2;
    private static final int OPTIONAL = 4;
    private static final int SECRET = 8;

    private final String name;
    private final Table table;
    private final TypeFactory factory;
    private final List<Namespace> imports;
    private final Map<String, VimType> types = new HashMap<>();
    private final Map<String, ManagedMethod> methodsByName = new HashMap<>();
    private final DataType[] data;
    private final EnumType[] enums;
    private final ManagedType[] managed;
    private final ManagedMethod[] methods;

    private Namespace(String name, Table table, TypeFactory factory, List<Namespace> imports) {
        this.name = name;
        this.table = table;
        this.factory = factory;
        this.imports = imports;
        data = new DataType[table.count(Directory.DATA)];
        for (int i = 0; i < data.length; i++) {
            data[i] = new DataType(this, i, table.name(Directory.DATA, i));
            types.put(data[i].wsdlName(), data[i]);
        }
        enums = new EnumType[table.count(Directory.ENUMS)];
        for (int i = 0; i < enums.length; i++) {
            enums[i] = new EnumType(this, i, table.name(Directory.ENUMS, i));
            types.put(enums[i].wsdlName(), enums[i]);
        }
        managed = new ManagedType[table.count(Directory.MANAGED)];
        for (int i = 0; i < managed.length; i++) {
            managed[i] = new ManagedType(this, i, table.name(Directory.MANAGED, i));
            types.put(managed[i].wsdlName(), managed[i]);
        }
        methods = new ManagedMethod[table.count(Directory.METHODS)];
        for (int i = 0; i < methods.length; i++) {
            methods[i] = new ManagedMethod(this, i, table.name(Directory.METHODS, i));
            methodsByName.put(methods[i].wsdlName(), methods[i]);
        }
    }

    /** For generated code: loads the table that is beside it. */
    public static Namespace load(String name, @Nullable URL table, TypeFactory factory, Namespace... imports) {
        List<Version> baseVersions = imports.length == 0 ? List.of() : imports[0].versions();
        return new Namespace(name, Table.load(name, table, baseVersions), factory, List.of(imports));
    }

    /** The short name, such as {@code vim25}. */
    public String name() {
        return name;
    }

    /** The XML namespace, such as {@code urn:vim25}. */
    public String urn() {
        return "urn:" + name;
    }

    /** All versions, oldest first. */
    public List<Version> versions() {
        return table.versions();
    }

    public @Nullable Version version(String id) {
        return versions().stream()
                .filter(version -> version.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    /** The type of this WSDL name, here or in what this namespace imports. */
    public @Nullable VimType type(String wsdlName) {
        VimType own = types.get(wsdlName);
        for (int i = 0; own == null && i < imports.size(); i++) {
            own = imports.get(i).type(wsdlName);
        }
        return own;
    }

    /** The method of this WSDL name, in this namespace alone. */
    public @Nullable ManagedMethod method(String wsdlName) {
        return methodsByName.get(wsdlName);
    }

    public List<DataType> dataTypes() {
        return List.of(data);
    }

    public List<EnumType> enumTypes() {
        return List.of(enums);
    }

    public List<ManagedType> managedTypes() {
        return List.of(managed);
    }

    public List<ManagedMethod> methods() {
        return List.of(methods);
    }

    /** For generated code, as the three below: the data type by its number. */
    public DataType data(int index) {
        return data[index];
    }

    public EnumType enumeration(int index) {
        return enums[index];
    }

    public ManagedType managed(int index) {
        return managed[index];
    }

    public ManagedMethod method(int index) {
        return methods[index];
    }

    @Override
    public String toString() {
        return urn();
    }

    TypeFactory factory() {
        return factory;
    }

    /** The namespace of what came with this version: its version's, since some are declared beside what extends them. */
    Namespace wire(@Nullable Version since) {
        for (Namespace imported : imports) {
            if (since != null && since.namespace().equals(imported.name)) {
                return imported;
            }
        }
        return this;
    }

    Namespace readWireOfEnum(int index) {
        return wire(table.entry(Directory.ENUMS, index).since());
    }

    DataType.Details readData(int index) {
        Table.Entry entry = table.entry(Directory.DATA, index);
        DataType.Kind kind = DataType.Kind.ofCode(entry.u1());
        Version since = entry.since();
        String parentName = entry.optionalName();
        DataType parent = parentName == null ? null : (DataType) named(parentName);
        String vmodlName = entry.name();
        return new DataType.Details(
                kind, since, parent, vmodlName, DataType.concat(parent, fields(entry, wire(since))));
    }

    ManagedType.Details readManaged(int index) {
        Table.Entry entry = table.entry(Directory.MANAGED, index);
        Version since = entry.since();
        String parent = entry.optionalName();
        return new ManagedType.Details(
                since,
                parent == null ? null : (ManagedType) named(parent),
                entry.name(),
                data[entry.u2()],
                entry.u2(),
                entry.u2());
    }

    ManagedMethod.Details readMethod(int index) {
        Table.Entry entry = table.entry(Directory.METHODS, index);
        String vmodlName = entry.name();
        ManagedType owner = managed[entry.u2()];
        Version since = entry.since();
        String privilege = entry.optionalName();
        Field result = field("returnval", entry, wire(since));
        boolean task = entry.u1() == 1;
        Field taskResult = task ? field("result", entry, wire(since)) : null;
        List<DataType> faults = new ArrayList<>();
        for (int left = entry.u1(); left > 0; left--) {
            faults.add((DataType) named(entry.name()));
        }
        return new ManagedMethod.Details(
                owner,
                vmodlName,
                since,
                privilege,
                result,
                task,
                taskResult,
                List.copyOf(faults),
                List.copyOf(fields(entry, wire(since))));
    }

    private List<Field> fields(Table.Entry entry, Namespace owner) {
        int count = entry.u2();
        List<Field> fields = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String fieldName = entry.name();
            fields.add(java.util.Objects.requireNonNull(field(fieldName, entry, owner)));
        }
        return fields;
    }

    /** Null for what the table calls {@code void}. */
    private @Nullable Field field(String fieldName, Table.Entry entry, Namespace owner) {
        String type = entry.name();
        int flags = entry.u1();
        Version since = entry.since();
        String privilege = entry.optionalName();
        if (type.equals("void")) {
            return null;
        }
        return new Field(
                since == null ? owner : wire(since),
                fieldName,
                (flags & REFERENCE) != 0 ? named(type) : typeNamed(type),
                (flags & ARRAY) != 0,
                (flags & OPTIONAL) != 0,
                (flags & SECRET) != 0,
                since,
                privilege);
    }

    private VimType typeNamed(String type) {
        return switch (type) {
            case "string", "typeName", "propertyPath", "methodName" -> Primitive.STRING;
            case "boolean" -> Primitive.BOOLEAN;
            case "byte" -> Primitive.BYTE;
            case "short" -> Primitive.SHORT;
            case "int" -> Primitive.INT;
            case "long" -> Primitive.LONG;
            case "float" -> Primitive.FLOAT;
            case "double" -> Primitive.DOUBLE;
            case "dateTime" -> Primitive.DATE_TIME;
            case "base64Binary" -> Primitive.BASE64_BINARY;
            case "any" -> Primitive.ANY;
            default -> named(type);
        };
    }

    private VimType named(String type) {
        VimType found = type(type);
        if (found == null) {
            throw new IllegalStateException("the table of " + name + " names " + type + ", which none has");
        }
        return found;
    }
}
