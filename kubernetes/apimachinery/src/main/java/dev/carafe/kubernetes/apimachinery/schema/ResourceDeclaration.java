package dev.carafe.kubernetes.apimachinery.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * One row of discovery: a resource or a subresource, and how it is served.
 *
 * @param group its API group, empty for the core group
 * @param version its version
 * @param name its plural name, for a subresource {@code pods/status}
 * @param singular its singular name, empty for a subresource
 * @param kind the kind that its requests carry
 * @param kindGroup the group of that kind where it is another one, such as autoscaling for {@code deployments/scale}
 * @param kindVersion the version of that kind
 * @param namespaced whether its objects live in namespaces
 * @param verbs what can be done with it, as discovery names it
 * @param shortNames other names for the command line
 * @param categories sets it belongs to, such as {@code all}
 */
public record ResourceDeclaration(
        String group,
        String version,
        String name,
        String singular,
        String kind,
        String kindGroup,
        String kindVersion,
        boolean namespaced,
        List<String> verbs,
        List<String> shortNames,
        List<String> categories) {

    /** Whether this is part of another resource, such as {@code pods/log}. */
    public boolean isSubresource() {
        return name.indexOf('/') >= 0;
    }

    /**
     * Reads a row of the facts table.
     *
     * <pre>
     * name Kind ns|cluster|sub verb,verb… [gvk=group/version/Kind] [one=singular] [short=a,b] [cat=a,b]
     * </pre>
     *
     * @param parent the resource of a subresource's row, which says where that lives; null for a resource of its own
     * @throws IllegalArgumentException when the row is not in this form
     */
    public static ResourceDeclaration parse(
            String group, String version, String row, @org.jspecify.annotations.Nullable ResourceDeclaration parent) {
        String[] words = row.split(" ");
        if (words.length < 3) {
            throw new IllegalArgumentException("not a resource: " + row);
        }
        List<String> verbs = words.length > 3 && words[3].indexOf('=') < 0 ? List.of(words[3].split(",")) : List.of();
        String kindGroup = group;
        String kindVersion = version;
        String singular = "";
        List<String> shortNames = new ArrayList<>();
        List<String> categories = new ArrayList<>();
        for (String word : words) {
            String value = word.substring(word.indexOf('=') + 1);
            if (word.startsWith("gvk=")) {
                String[] gvk = value.split("/");
                kindGroup = gvk[0].isEmpty() && gvk[1].isEmpty() ? group : gvk[0];
                kindVersion = gvk[1].isEmpty() ? version : gvk[1];
            } else if (word.startsWith("one=")) {
                singular = value;
            } else if (word.startsWith("short=")) {
                shortNames.addAll(List.of(value.split(",")));
            } else if (word.startsWith("cat=")) {
                categories.addAll(List.of(value.split(",")));
            }
        }
        boolean namespaced = parent == null ? words[2].equals("ns") : parent.namespaced();
        return new ResourceDeclaration(
                group,
                version,
                words[0],
                singular,
                words[1],
                kindGroup,
                kindVersion,
                namespaced,
                verbs,
                List.copyOf(shortNames),
                List.copyOf(categories));
    }
}
