package dev.carafe.vsphere.esxi.vm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.json.Json;
import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.json.MalformedJsonException;
import dev.carafe.vsphere.esxi.vm.RegistrationState.Edit;
import dev.carafe.vsphere.esxi.vm.RegistrationState.Note;
import dev.carafe.vsphere.esxi.vm.RegistrationState.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A change as a record of the journal, and what releases before the journal kept in {@code vms.json}.
 *
 * <pre>{@code
 * {"edits": [{"lastId": 7},
 *            {"machine": 7, "path": "[datastore1] web/web.vmx"},   without a path: gone
 *            {"pooled": 7, "pool": "pool3"},                       without a pool: in the root pool
 *            {"making": "[datastore1] web", "gone": true},         also "destroying" and "unfinished"
 *            {"arriving": 8, "path": "...", "ticket": "..."}]}     also "departing"; without a path: no more
 * }</pre>
 */
final class RegistrationCodec {
    private RegistrationCodec() {}

    static byte[] encode(List<Edit> change) {
        return JsonObject.of(
                        "edits", change.stream().map(RegistrationCodec::encode).toList())
                .toString()
                .getBytes(UTF_8);
    }

    private static JsonObject encode(Edit edit) {
        return switch (edit) {
            case Edit.LastId(long id) -> JsonObject.of("lastId", id);
            case Edit.Machine(long id, DatastorePath vmx) -> path(JsonObject.of("machine", id), vmx);
            case Edit.Pooled(long id, String pool) -> {
                JsonObject pooled = JsonObject.of("pooled", id);
                yield pool == null ? pooled : pooled.with("pool", pool);
            }
            case Edit.Noted(Note note, DatastorePath file, boolean there) -> {
                JsonObject noted = JsonObject.of(key(note), file.toString());
                yield there ? noted : noted.with("gone", true);
            }
            case Edit.Travel(Way way, long id, Registrations.Move move) -> {
                JsonObject travel = JsonObject.of(key(way), id);
                yield move == null ? travel : path(travel, move.vmx()).with("ticket", move.ticket());
            }
        };
    }

    private static JsonObject path(JsonObject object, @Nullable DatastorePath path) {
        return path == null ? object : object.with("path", path.toString());
    }

    private static String key(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static List<Edit> decode(byte... record) throws MalformedJsonException {
        List<Edit> change = new ArrayList<>();
        for (JsonObject edit : Json.decode(record).objects("edits")) {
            change.add(edit(edit));
        }
        return change;
    }

    private static Edit edit(JsonObject edit) throws MalformedJsonException {
        if (edit.has("lastId")) {
            return new Edit.LastId(edit.number("lastId", 0));
        }
        if (edit.has("machine")) {
            return new Edit.Machine(
                    edit.number("machine", 0),
                    edit.text("path").map(DatastorePath::parse).orElse(null));
        }
        if (edit.has("pooled")) {
            return new Edit.Pooled(edit.number("pooled", 0), edit.text("pool").orElse(null));
        }
        for (Note note : Note.values()) {
            if (edit.has(key(note))) {
                return new Edit.Noted(note, DatastorePath.parse(edit.requiredText(key(note))), !edit.flag("gone"));
            }
        }
        for (Way way : Way.values()) {
            if (edit.has(key(way))) {
                return new Edit.Travel(way, edit.number(key(way), 0), edit.has("path") ? move(edit) : null);
            }
        }
        throw new MalformedJsonException("no known edit: " + edit);
    }

    private static Registrations.Move move(JsonObject object) throws MalformedJsonException {
        return new Registrations.Move(DatastorePath.parse(object.requiredText("path")), object.requiredText("ticket"));
    }

    /** Reads a {@code vms.json} whole. */
    static List<Edit> decodeWhole(byte... content) throws MalformedJsonException {
        JsonObject root = Json.decode(content);
        List<Edit> all = new ArrayList<>();
        all.add(new Edit.LastId(root.number("lastId", 0)));
        for (JsonObject machine : root.objects("machines")) {
            all.add(new Edit.Machine(machine.number("id", 0), DatastorePath.parse(machine.requiredText("path"))));
        }
        for (Note note : Note.values()) {
            if (root.fields().get(key(note)) instanceof List<?> files) {
                files.forEach(file -> all.add(new Edit.Noted(note, DatastorePath.parse(String.valueOf(file)), true)));
            }
        }
        for (Way way : Way.values()) {
            for (JsonObject move : root.objects(key(way))) {
                all.add(new Edit.Travel(way, move.number("id", 0), move(move)));
            }
        }
        return all;
    }
}
