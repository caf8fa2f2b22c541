package dev.carafe.vsphere.vim.generator;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a table of facts. The form of each line is in the table's head; what has another form is refused. */
final class FactsParser {
    private final List<Facts.Version> versions = new ArrayList<>();
    private final List<Facts.Managed> objects = new ArrayList<>();
    private final List<Facts.Data> data = new ArrayList<>();
    private final List<Facts.Enumeration> enums = new ArrayList<>();
    private @Nullable String namespace;

    /** Where the indented lines that follow belong. */
    private List<Facts.Field> fields = new ArrayList<>();

    private List<Facts.Method> methods = new ArrayList<>();
    private String childWord = "";

    private FactsParser() {}

    /** @throws IllegalArgumentException naming the line when one has a form that is not known */
    static Facts parse(List<String> lines) {
        FactsParser parser = new FactsParser();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.isBlank() && !line.startsWith("#")) {
                parser.line(new Line(line, i + 1));
            }
        }
        if (parser.namespace == null) {
            throw new IllegalArgumentException("the table names no namespace");
        }
        return new Facts(parser.namespace, parser.versions, parser.objects, parser.data, parser.enums);
    }

    private void line(Line line) {
        boolean child = line.isIndented();
        String word = line.word();
        if (child) {
            if (word.equals("method") && childWord.equals("prop")) {
                methods.add(method(line));
            } else if (word.equals(childWord)) {
                fields.add(field(line));
            } else {
                throw line.unknown();
            }
        } else {
            switch (word) {
                case "namespace" -> namespace = line.word();
                case "version" -> version(line);
                case "object" -> object(line);
                case "data" -> data(line, false);
                case "fault" -> data(line, true);
                case "enum" -> enumeration(line);
                default -> throw line.unknown();
            }
        }
        line.expectEnd();
    }

    /** The identifier may hold a blank ({@code vSAN 7.0U1}); {@code @since} writes it with an underscore. */
    private void version(Line line) {
        List<String> words = new ArrayList<>();
        while (!line.atEnd()) {
            words.add(line.word());
        }
        if (words.size() < 2) {
            throw line.unknown();
        }
        versions.add(new Facts.Version(String.join("_", words.subList(0, words.size() - 1)), words.getLast()));
    }

    private void object(Line line) {
        String name = line.word();
        String parent = line.skip(":") ? line.word() : null;
        String since = line.prefixed("@");
        line.expect("vmodl=");
        fields = new ArrayList<>();
        methods = new ArrayList<>();
        childWord = "prop";
        objects.add(new Facts.Managed(name, parent, since, line.word(), fields, methods));
    }

    private void data(Line line, boolean fault) {
        String name = line.word();
        String parent = line.skip(":") ? line.word() : null;
        String since = line.prefixed("@");
        line.expect("vmodl=");
        fields = new ArrayList<>();
        childWord = "field";
        data.add(new Facts.Data(name, parent, since, line.word(), fault, fields));
    }

    private void enumeration(Line line) {
        String name = line.word();
        String since = line.prefixed("@");
        line.expect("vmodl=");
        String vmodl = line.word();
        line.expect(":");
        List<String> values = new ArrayList<>();
        while (!line.atEnd()) {
            values.add(line.word());
        }
        childWord = "";
        enums.add(new Facts.Enumeration(name, since, vmodl, values));
    }

    /** A link is written as the key of the object meant, a string; that an object can be linked to says nothing of the wire. */
    private static Facts.Field field(Line line) {
        String name = line.word();
        TypeRef type = TypeRef.parse(line.word());
        String since = line.prefixed("@");
        String privilege = line.skip("(") ? line.until(')') : null;
        boolean secret = line.skip("secret");
        if (!line.skip("linkable") && line.skip("link")) {
            type = type.asLink();
        }
        return new Facts.Field(name, type, since, privilege, secret);
    }

    private static Facts.Method method(Line line) {
        String[] names = line.word().split("/");
        if (names.length != 2) {
            throw line.unknown();
        }
        line.expect("(");
        List<Facts.Field> parameters = new ArrayList<>();
        while (!line.skip(")")) {
            if (!parameters.isEmpty()) {
                line.expect(",");
            }
            parameters.add(parameter(line));
        }
        line.expect("->");
        TypeRef result = TypeRef.parse(line.word());
        TypeRef taskResult = line.skip("=>") ? TypeRef.parse(line.word()) : null;
        String since = line.prefixed("@");
        String privilege = line.skip("(") ? line.until(')') : null;
        List<String> faults = new ArrayList<>();
        if (line.skip("throws")) {
            do {
                faults.add(line.word());
            } while (line.skip(","));
        }
        return new Facts.Method(names[0], names[1], parameters, result, taskResult, since, privilege, faults);
    }

    /** The mark of the privilege and that of the version come in either order. */
    private static Facts.Field parameter(Line line) {
        String name = line.word();
        TypeRef type = TypeRef.parse(line.word());
        String since = line.prefixed("@");
        String privilege = line.prefixed("!");
        if (since == null) {
            since = line.prefixed("@");
        }
        return new Facts.Field(name, type, since, privilege, false);
    }
}
