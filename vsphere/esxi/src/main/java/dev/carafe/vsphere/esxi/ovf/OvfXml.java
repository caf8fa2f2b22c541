package dev.carafe.vsphere.esxi.ovf;

import java.util.LinkedHashMap;
import java.util.Map;

/** XML as descriptors have it: two spaces an indent, an attribute's and a text's special characters escaped. For one thread. */
final class OvfXml {
    static final Map<String, String> NAMESPACES = namespaces();

    private final StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    private int depth;

    void open(String name, Map<String, String> attributes) {
        tag(name, attributes, ">\n");
        depth++;
    }

    void empty(String name, Map<String, String> attributes) {
        tag(name, attributes, "/>\n");
    }

    void text(String name, String content) {
        text.append("  ".repeat(depth))
                .append('<')
                .append(name)
                .append('>')
                .append(escaped(content))
                .append("</")
                .append(name)
                .append(">\n");
    }

    void close(String name) {
        depth--;
        text.append("  ".repeat(depth)).append("</").append(name).append(">\n");
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private void tag(String name, Map<String, String> attributes, String end) {
        text.append("  ".repeat(depth)).append('<').append(name);
        attributes.forEach((key, value) -> text.append(' ')
                .append(key)
                .append("=\"")
                .append(escaped(value))
                .append('"'));
        text.append(end);
    }

    /** Control characters, which XML cannot have, become question marks. */
    private static String escaped(String content) {
        StringBuilder escaped = new StringBuilder(content.length() + 16);
        content.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\n', '\t' -> escaped.appendCodePoint(c);
                default -> {
                    boolean isCharacter = c >= ' ' && !(c >= 0xd800 && c < 0xe000) && c != 0xfffe && c != 0xffff;
                    escaped.appendCodePoint(isCharacter ? c : '?');
                }
            }
        });
        return escaped.toString();
    }

    private static Map<String, String> namespaces() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("xmlns", "http://schemas.dmtf.org/ovf/envelope/1");
        all.put("xmlns:cim", "http://schemas.dmtf.org/wbem/wscim/1/common");
        all.put("xmlns:ovf", "http://schemas.dmtf.org/ovf/envelope/1");
        all.put("xmlns:rasd", "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData");
        all.put("xmlns:vmw", "http://www.vmware.com/schema/ovf");
        all.put("xmlns:vssd", "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData");
        all.put("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
        return all;
    }
}
