package dev.carafe.vsphere.vim.generator;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a namespace's compact table. All numbers are big-endian; u2 is an unsigned short; a name is the u2 number of a
 * string, 0xFFFF for none; {@code since} is the u1 rank of a version, 0 for always, 128 more for one of the base namespace.
 *
 * <pre>
 * table    magic u4 "VIM1" | strings u2, each u2 length and modified UTF-8 | versions u2, each (id, vmodl name), oldest first
 *          | four directories (data, enums, managed, methods): count u2, each (name, offset u4 into the entries) | entries
 * data     kind u1 | since | parent name | vmodl name | own fields u2, each a field
 * field    name | type
 * type     name | flags u1 (1 reference, 2 array, 4 optional, 8 secret) | since | privilege name
 * enum     since | vmodl name | values u2, each a name
 * managed  since | parent name | vmodl name | data number of its properties u2 | first method u2 | methods u2
 * method   vmodl name | managed number u2 | since | privilege name | result type | task u1 (1: a type follows, what the
 *          task ends with) | faults u1, names | arguments u2, each a field
 * </pre>
 */
final class TableWriter {
    private static final int MAGIC = 0x56494D31;
    private static final int BASE = 128;

    private final Namespace namespace;
    private final VersionOrder versions;
    private final String baseName;
    private final VersionOrder baseVersions;
    private final StringPool strings = new StringPool();
    private final ByteArrayOutputStream entryBytes = new ByteArrayOutputStream();
    private final DataOutputStream entries = new DataOutputStream(entryBytes);
    private final List<List<Entry>> directories = new ArrayList<>();

    TableWriter(Namespace namespace, Namespace base) {
        this.namespace = namespace;
        this.baseName = base.name();
        this.baseVersions = new VersionOrder(base.facts.versions());
        this.versions = new VersionOrder(namespace.facts.versions());
    }

    private record Entry(int name, int offset) {}

    byte[] write() throws IOException {
        directory();
        for (DataModel data : namespace.data.values()) {
            begin(data.name);
            data(data);
        }
        directory();
        for (Facts.Enumeration enumeration : namespace.enums.values()) {
            begin(enumeration.name());
            enumeration(enumeration);
        }
        directory();
        for (ManagedModel managed : namespace.managed.values()) {
            begin(managed.facts.name());
            managed(managed);
        }
        directory();
        for (ManagedModel managed : namespace.managed.values()) {
            for (Facts.Method method : managed.facts.methods()) {
                begin(method.wsdl());
                method(managed, method);
            }
        }
        return assemble();
    }

    private byte[] assemble() throws IOException {
        ByteArrayOutputStream versionBytes = new ByteArrayOutputStream();
        DataOutputStream head = new DataOutputStream(versionBytes);
        head.writeShort(versions.ordered().size());
        for (Facts.Version version : versions.ordered()) {
            head.writeShort(strings.number(version.id().replace('_', ' ')));
            head.writeShort(strings.number(version.name()));
        }
        for (List<Entry> directory : directories) {
            head.writeShort(directory.size());
            for (Entry entry : directory) {
                head.writeShort(entry.name());
                head.writeInt(entry.offset());
            }
        }
        ByteArrayOutputStream table = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(table);
        out.writeInt(MAGIC);
        strings.write(out);
        versionBytes.writeTo(out);
        entryBytes.writeTo(out);
        return table.toByteArray();
    }

    private void directory() {
        directories.add(new ArrayList<>());
    }

    private void begin(String name) {
        directories.getLast().add(new Entry(strings.number(name), entries.size()));
    }

    private void data(DataModel data) throws IOException {
        entries.writeByte(data.kind.code);
        since(data.since);
        name(data.parent == null ? null : data.parent.name);
        name(data.vmodl);
        fields(data.ownFields);
    }

    private void enumeration(Facts.Enumeration enumeration) throws IOException {
        since(enumeration.since());
        name(enumeration.vmodl());
        entries.writeShort(enumeration.values().size());
        for (String value : enumeration.values()) {
            name(value);
        }
    }

    private void managed(ManagedModel managed) throws IOException {
        since(managed.facts.since());
        name(managed.facts.parent());
        name(managed.facts.vmodl());
        entries.writeShort(managed.properties.index);
        entries.writeShort(managed.firstMethod);
        entries.writeShort(managed.facts.methods().size());
    }

    private void method(ManagedModel managed, Facts.Method method) throws IOException {
        name(method.vmodl());
        entries.writeShort(managed.index);
        since(method.since());
        name(method.privilege());
        type(method.result(), false, null, null);
        TypeRef taskResult = method.taskResult();
        entries.writeByte(taskResult == null ? 0 : 1);
        if (taskResult != null) {
            type(taskResult, false, null, null);
        }
        entries.writeByte(method.faults().size());
        for (String fault : method.faults()) {
            name(fault);
        }
        fields(method.parameters());
    }

    private void fields(List<Facts.Field> fields) throws IOException {
        entries.writeShort(fields.size());
        for (Facts.Field field : fields) {
            name(field.name());
            type(field.type(), field.secret(), field.since(), field.privilege());
        }
    }

    private void type(TypeRef type, boolean secret, @Nullable String since, @Nullable String privilege)
            throws IOException {
        name(type.name());
        entries.writeByte(
                (type.reference() ? 1 : 0) | (type.array() ? 2 : 0) | (type.optional() ? 4 : 0) | (secret ? 8 : 0));
        since(since);
        name(privilege);
    }

    private void since(@Nullable String since) throws IOException {
        String prefix = baseName + ":";
        if (since != null && since.startsWith(prefix)) {
            entries.writeByte(BASE + baseVersions.rank(since.substring(prefix.length())));
        } else {
            entries.writeByte(versions.rank(since));
        }
    }

    private void name(@Nullable String name) throws IOException {
        entries.writeShort(strings.number(name));
    }
}
