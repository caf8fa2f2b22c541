package dev.carafe.vsphere.esxi.esxcli;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The XML that is text inside of a call: arguments, answers, descriptions and faults of commands. Pure. */
final class AnswerXml {
    private static final String OPEN = "<obj xmlns=\"urn:vim25\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\""
            + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" versionId=\"5.0\" xsi:type=\"";

    private static final Pattern TEXT = Pattern.compile("<[^<>]*>([^<>]*)</[^<>]*>");
    private static final Map<String, String> ENTITIES = Map.of("&lt;", "<", "&gt;", ">", "&quot;", "\"", "&apos;", "'");

    private final StringBuilder xml = new StringBuilder();

    private AnswerXml(String type) {
        xml.append(OPEN).append(type).append("\">");
    }

    private String end() {
        return xml.append("</obj>").toString();
    }

    private AnswerXml element(String name, String text) {
        xml.append('<')
                .append(name)
                .append('>')
                .append(escaped(text))
                .append("</")
                .append(name)
                .append('>');
        return this;
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(character -> {
            switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '\t', '\n', '\r' -> escaped.append(' ');
                default -> {
                    if (character >= ' ' && character != 0xFFFE && character != 0xFFFF) { // no others are XML's
                        escaped.appendCodePoint(character);
                    }
                }
            }
        });
        return escaped.toString();
    }

    /** What a command answered. */
    static String answer(Command command, List<List<Object>> rows) {
        Shape shape = command.shape();
        if (shape.isText()) {
            AnswerXml text = new AnswerXml(command.wsdlName());
            text.xml.append(escaped(String.valueOf(rows.getFirst().getFirst())));
            return text.end();
        }
        if (!shape.many()) {
            return new AnswerXml(command.wsdlName())
                    .columns(shape, rows.getFirst())
                    .end();
        }
        AnswerXml all = new AnswerXml("ArrayOfDataObject");
        for (List<Object> row : rows) {
            all.xml.append("<DataObject xsi:type=\"").append(command.wsdlName()).append("\">");
            all.columns(shape, row).xml.append("</DataObject>");
        }
        return all.end();
    }

    private AnswerXml columns(Shape shape, List<Object> row) {
        for (int i = 0; i < row.size(); i++) {
            String name = Shape.element(shape.columns().get(i));
            if (row.get(i) instanceof List<?> several) {
                several.forEach(value -> element(name, String.valueOf(value)));
            } else {
                element(name, String.valueOf(row.get(i)));
            }
        }
        return this;
    }

    /** What the commands of a namespace are. */
    static String description(String namespace, List<Command> commands) {
        AnswerXml info = new AnswerXml("VimCLIInfoInfo");
        info.item(namespace, namespace.substring(namespace.lastIndexOf('.') + 1), "");
        for (Command command : commands) {
            info.xml.append("<method>");
            info.item(command.name(), command.name(), command.help());
            for (Parameter parameter : command.parameters()) {
                info.xml.append("<param>");
                info.item(parameter.name(), parameter.name(), parameter.help());
                parameter.aliases().forEach(alias -> info.element("aliases", alias));
                info.element("flag", "false").xml.append("</param>");
            }
            Shape shape = command.shape();
            if (!shape.isText()) {
                info.hint(
                        "fields:" + shape.type(),
                        String.join(
                                ",", shape.columns().stream().map(Shape::title).toList()));
            }
            info.hint("formatter", shape.formatter());
            info.xml.append("</method>");
        }
        return info.end();
    }

    private void item(String name, String displayName, String help) {
        element("name", name).element("displayName", displayName).element("help", help);
    }

    private void hint(String key, String value) {
        xml.append("<hints>");
        element("key", key).element("value", value).xml.append("</hints>");
    }

    /** Why a command has no answer. */
    static String fault(String message) {
        return new AnswerXml("VimEsxCLICLIFault").element("errMsg", message).end();
    }

    /** The text of an argument, which is an element, or several of which the first counts. */
    static String argument(String element) {
        Matcher matcher = TEXT.matcher(element);
        String text = matcher.find() ? matcher.group(1) : element;
        for (Map.Entry<String, String> entity : ENTITIES.entrySet()) {
            text = text.replace(entity.getKey(), entity.getValue());
        }
        return text.replace("&amp;", "&");
    }
}
