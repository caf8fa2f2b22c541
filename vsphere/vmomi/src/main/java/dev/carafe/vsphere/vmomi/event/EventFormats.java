package dev.carafe.vsphere.vmomi.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.DataType;
import dev.carafe.vsphere.vim.VimEnum;
import dev.carafe.vsphere.vim.vim25.ElementDescription;
import dev.carafe.vsphere.vim.vim25.EventDescription;
import dev.carafe.vsphere.vim.vim25.EventDescriptionEventDetail;
import dev.carafe.vsphere.vim.vim25.EventEx;
import dev.carafe.vsphere.vim.vim25.GeneralEvent;
import dev.carafe.vsphere.vim.vim25.Vim25;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What vSphere says of each type of event: its category, and the sentence into which the event's fields are put. */
final class EventFormats {
    /** @param full with the paths of fields in braces, such as {@code {vm.name}} */
    record Format(String category, String description, String full) {}

    private static final Pattern FIELD = Pattern.compile("\\{([A-Za-z.]+)}");
    private static final Map<String, Format> BY_TYPE = load();

    private EventFormats() {}

    /** {@code info}, {@code warning}, {@code error} or {@code user}. */
    static String category(DataObject event) {
        if (event instanceof EventEx ex && ex.severity() != null) {
            return ex.severity();
        }
        Format format = of(event.dataType());
        return format == null ? "info" : format.category();
    }

    /** The sentence that says what happened. */
    static String message(DataObject event) {
        if (event instanceof EventEx ex && ex.message() != null) {
            return ex.message();
        }
        Format format = of(event.dataType());
        if (format == null) {
            return event instanceof GeneralEvent general
                    ? general.message()
                    : event.dataType().wsdlName();
        }
        return FIELD.matcher(format.full()).replaceAll(field -> Matcher.quoteReplacement(value(event, field.group(1))));
    }

    /** What the event manager says of all this. */
    static EventDescription description() {
        return EventDescription.builder()
                .category(List.of("info", "warning", "error", "user").stream()
                        .map(EventFormats::category)
                        .toList())
                .eventInfo(BY_TYPE.entrySet().stream()
                        .map(entry -> detail(entry.getKey(), entry.getValue()))
                        .toList())
                .build();
    }

    private static ElementDescription category(String key) {
        String label = key.substring(0, 1).toUpperCase(Locale.ROOT) + key.substring(1);
        return ElementDescription.builder().key(key).label(label).summary(label).build();
    }

    private static EventDescriptionEventDetail detail(String type, Format format) {
        return EventDescriptionEventDetail.builder()
                .key(type)
                .description(format.description())
                .category(format.category())
                .formatOnDatacenter(without(format.full(), "datacenter"))
                .formatOnComputeResource(without(format.full(), "computeResource"))
                .formatOnHost(without(format.full(), "host"))
                .formatOnVm(without(format.full(), "vm"))
                .fullFormat(format.full())
                .build();
    }

    /** The sentence where it is shown at an object, which then needs no naming. */
    private static String without(String full, String argument) {
        return full.replace(" in {" + argument + ".name}", "").replace(" on {" + argument + ".name}", "");
    }

    private static @Nullable Format of(DataType type) {
        for (DataType known = type; known != null; known = known.parent()) {
            Format format = BY_TYPE.get(known.wsdlName());
            if (format != null) {
                return format;
            }
        }
        return null;
    }

    private static String value(DataObject event, String path) {
        Object value = event;
        for (String name : path.split("\\.")) {
            value = value instanceof DataObject data && data.dataType().indexOf(name) >= 0
                    ? data.field(data.dataType().indexOf(name))
                    : null;
        }
        return switch (value) {
            case null -> "";
            case VimEnum constant -> constant.wire();
            default -> value.toString();
        };
    }

    private static Map<String, Format> load() {
        Map<String, Format> formats = new LinkedHashMap<>();
        try (InputStream in = Objects.requireNonNull(EventFormats.class.getResourceAsStream("formats.txt"))) {
            new String(in.readAllBytes(), UTF_8).lines().forEach(line -> {
                String[] parts = line.split("\\|", 4);
                if (!(Vim25.NAMESPACE.type(parts[0]) instanceof DataType)) {
                    throw new IllegalStateException("formats.txt names " + parts[0] + ", which is no event");
                }
                formats.put(parts[0], new Format(parts[1], parts[2], parts[3]));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return formats;
    }
}
