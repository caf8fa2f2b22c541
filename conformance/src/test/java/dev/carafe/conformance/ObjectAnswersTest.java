package dev.carafe.conformance;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;

/** Asks for objects of the kinds that are built in, with all that clients give them and do to them. */
@BesideOthers
class ObjectAnswersTest extends ScriptedAnswersContract {
    private static final String HEAD = """
            # Objects beside upstream's 1.37

            What upstream's API server and ours are asked for objects of the kinds that are built in, as clients write them:
            created with their defaults, refused, updated, patched in all four ways, applied, shown as tables and as metadata,
            listed by selectors and in pages, watched, deleted. The whole answers are compared: code, object, failure with its
            causes, managed fields, warnings, tables but for the descriptions of their columns, which each says in its own words, events.
            `conformance/src/test/resources/objects/requests/` has the requests, a file for each subject,
            `conformance/src/test/resources/objects/different.txt` lists each that is answered otherwise.

            """;

    ObjectAnswersTest() {
        super("objects", "objects.md", HEAD);
    }

    /** The descriptions of columns are in words of our own. */
    @Override
    Struct seen(Struct answer) {
        return (Struct) withoutDescriptions(answer);
    }

    private static Object withoutDescriptions(Object value) {
        return switch (value) {
            case Struct struct -> {
                Struct.Builder builder = Struct.builder();
                boolean column = struct.get("description") != null && struct.get("priority") != null;
                struct.forEach((name, each) -> {
                    if (!column || !name.equals("description")) {
                        builder.put(name, withoutDescriptions(each));
                    }
                });
                yield builder.build();
            }
            case List<?> list ->
                list.stream().map(ObjectAnswersTest::withoutDescriptions).toList();
            default -> value;
        };
    }
}
