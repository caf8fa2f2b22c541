package dev.carafe.kubernetes.apimachinery.serializer;

import dev.carafe.kubernetes.apimachinery.value.FirstFew;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;

/**
 * Builds values from a parser's events.
 *
 * <p>An alias shares the value of its anchor, so a bomb of aliases costs no memory here; but whoever writes the tree out
 * would pay for it, hence every alias is counted by the nodes that it stands for, and too large a share of them is
 * refused by go-yaml's own measure.
 */
final class YamlComposer {
    private static final String TAG = "tag:yaml.org,2002:";

    /** Up to so many nodes nearly all may come from aliases; from the larger number on, one in ten. */
    private static final long ALIAS_RANGE_LOW = 400_000;

    private static final long ALIAS_RANGE_HIGH = 4_000_000;

    /**
     * How many characters aliases may stand for, those of all aliases together. It is many times what a request may hold, so
     * that only who wants to be refused is.
     */
    private static final long ALIASED_CHARACTERS_MAX = 16 << 20;

    /** A value, with the number of nodes and of characters in it, those behind aliases included. */
    private record Composed(Object value, long nodes, long characters) {}

    private final Iterator<Event> events;
    private final FirstFew duplicates;
    private final Map<Anchor, Composed> anchors = new HashMap<>();
    private final Set<Anchor> open = new HashSet<>();
    private long nodes;
    private long aliasedNodes;
    private long aliasedCharacters;

    YamlComposer(Iterator<Event> events, Consumer<String> duplicates) {
        this.events = events;
        this.duplicates = new FirstFew(duplicates);
    }

    List<Object> documents(int max) throws MalformedYamlException {
        ArrayList<Object> documents = new ArrayList<>();
        while (documents.size() < max && events.hasNext()) {
            if (events.next() instanceof DocumentStartEvent) {
                anchors.clear();
                documents.add(node(events.next(), 0).value());
            }
        }
        return documents;
    }

    private Composed node(Event event, int depth) throws MalformedYamlException {
        if (depth > Json.DEPTH_MAX) {
            throw new MalformedYamlException("yaml: exceeded max depth of " + Json.DEPTH_MAX);
        }
        if (event instanceof AliasEvent alias) {
            return alias(alias);
        }
        nodes++;
        Optional<Anchor> anchor = ((NodeEvent) event).getAnchor();
        anchor.ifPresent(open::add);
        Composed composed = switch (event) {
            case ScalarEvent scalar ->
                new Composed(scalar(scalar), 1, scalar.getValue().length());
            case SequenceStartEvent _ -> sequence(depth);
            case MappingStartEvent _ -> mapping(depth);
            default -> throw new IllegalStateException("unexpected event: " + event);
        };
        anchor.ifPresent(name -> {
            open.remove(name);
            anchors.put(name, composed);
        });
        return composed;
    }

    private Composed alias(AliasEvent event) throws MalformedYamlException {
        Anchor name = event.getAlias();
        if (open.contains(name)) {
            throw new MalformedYamlException("yaml: anchor '" + name + "' value contains itself");
        }
        Composed composed = anchors.get(name);
        if (composed == null) {
            throw new MalformedYamlException("yaml: unknown anchor '" + name + "' referenced");
        }
        nodes += composed.nodes();
        aliasedNodes += composed.nodes();
        aliasedCharacters += composed.characters();
        boolean many = aliasedNodes > 100 && nodes > 1000 && aliasedNodes > nodes * allowedShare();
        if (many || aliasedCharacters > ALIASED_CHARACTERS_MAX) {
            throw new MalformedYamlException("yaml: document contains excessive aliasing");
        }
        return composed;
    }

    private double allowedShare() {
        if (nodes <= ALIAS_RANGE_LOW) {
            return 0.99;
        }
        if (nodes >= ALIAS_RANGE_HIGH) {
            return 0.10;
        }
        return 0.99 - 0.89 * (nodes - ALIAS_RANGE_LOW) / (ALIAS_RANGE_HIGH - ALIAS_RANGE_LOW);
    }

    private Composed sequence(int depth) throws MalformedYamlException {
        ArrayList<Object> items = new ArrayList<>();
        long count = 1;
        long characters = 0;
        for (Event next = events.next(); !(next instanceof SequenceEndEvent); next = events.next()) {
            Composed item = node(next, depth + 1);
            items.add(item.value());
            count += item.nodes();
            characters += item.characters();
        }
        return new Composed(Collections.unmodifiableList(items), count, characters);
    }

    private Composed mapping(int depth) throws MalformedYamlException {
        Struct.Builder builder = Struct.builder();
        ArrayList<Struct> merged = new ArrayList<>();
        long count = 1;
        long characters = 0;
        for (Event next = events.next(); !(next instanceof MappingEndEvent); next = events.next()) {
            boolean merge = next instanceof ScalarEvent scalar
                    && scalar.isPlain()
                    && scalar.getValue().equals("<<");
            int line = next.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
            Composed keyNode = node(next, depth + 1);
            Composed value = node(events.next(), depth + 1);
            count += keyNode.nodes() + value.nodes();
            characters += keyNode.characters() + value.characters();
            if (merge) {
                collectMerged(value.value(), merged);
                continue;
            }
            String key = key(keyNode.value());
            if (builder.has(key)) {
                duplicates.accept("line " + line + ": key " + Quoted.of(key) + " already set in map");
            }
            builder.put(key, value.value());
        }
        for (Struct defaults : merged) {
            defaults.forEach((name, value) -> {
                if (!builder.has(name)) {
                    builder.put(name, value);
                }
            });
        }
        return new Composed(builder.build(), count, characters);
    }

    private static void collectMerged(Object value, List<Struct> merged) throws MalformedYamlException {
        switch (value) {
            case Struct struct -> merged.add(struct);
            case List<?> list
            when list.stream().allMatch(Struct.class::isInstance) -> list.forEach(item -> merged.add((Struct) item));
            default ->
                throw new MalformedYamlException("yaml: map merge requires map or sequence of maps as the value");
        }
    }

    private static String key(Object key) throws MalformedYamlException {
        return switch (key) {
            case String text -> text;
            case Long number -> number.toString();
            case Double number -> number.toString();
            case Boolean bool -> bool.toString();
            default -> throw new MalformedYamlException("yaml: invalid map key: " + Json.toString(key));
        };
    }

    private static Object scalar(ScalarEvent event) throws MalformedYamlException {
        String text = event.getValue();
        String tag = event.getTag().orElse("");
        if (tag.isEmpty() || !tag.startsWith(TAG)) {
            return event.isPlain() && tag.isEmpty() ? finite(PlainScalars.resolve(text)) : text;
        }
        Object resolved = PlainScalars.resolve(text);
        String type = tag.substring(TAG.length());
        boolean fits = switch (type) {
            case "int" -> resolved instanceof Long;
            case "float" -> resolved instanceof Number;
            case "bool" -> resolved instanceof Boolean;
            case "null" -> resolved == Null.NULL;
            case "binary" -> {
                resolved = binary(text);
                yield true;
            }
            default -> {
                resolved = text;
                yield true;
            }
        };
        if (!fits) {
            throw new MalformedYamlException("yaml: cannot decode !!str `" + text + "` as a !!" + type);
        }
        return finite(resolved);
    }

    private static Object binary(String text) throws MalformedYamlException {
        try {
            return new String(Base64.getMimeDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new MalformedYamlException("yaml: !!binary value contains invalid base64 data");
        }
    }

    private static Object finite(Object value) throws MalformedYamlException {
        if (value instanceof Double number && !Double.isFinite(number)) {
            throw new MalformedYamlException("json: unsupported value: " + number);
        }
        return value;
    }
}
