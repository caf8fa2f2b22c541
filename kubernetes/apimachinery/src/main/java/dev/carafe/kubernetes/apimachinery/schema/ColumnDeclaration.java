package dev.carafe.kubernetes.apimachinery.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * One column of a kind's Table form.
 *
 * @param name its heading
 * @param type its OpenAPI type
 * @param format its OpenAPI format, empty where it has none
 * @param description what it tells, empty where the declaration does not say
 * @param priority 0 for a column that is always shown, higher for one that {@code -o wide} adds
 */
public record ColumnDeclaration(String name, String type, String format, String description, int priority) {

    /** Reads the facts table's {@code name:type[/format][*priority] | …}. */
    public static List<ColumnDeclaration> parse(String row) {
        List<ColumnDeclaration> columns = new ArrayList<>();
        for (String part : row.split(" \\| ")) {
            int colon = part.lastIndexOf(':');
            String rest = part.substring(colon + 1);
            int star = rest.indexOf('*');
            int priority = star < 0 ? 0 : Integer.parseInt(rest.substring(star + 1));
            String[] type = (star < 0 ? rest : rest.substring(0, star)).split("/");
            columns.add(new ColumnDeclaration(
                    part.substring(0, colon), type[0], type.length > 1 ? type[1] : "", "", priority));
        }
        return List.copyOf(columns);
    }
}
