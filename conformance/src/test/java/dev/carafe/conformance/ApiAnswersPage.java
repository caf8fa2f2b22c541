package dev.carafe.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The page that lists every path of the API with what our server answers there beside upstream's. */
final class ApiAnswersPage {
    private ApiAnswersPage() {}

    static String of(List<ApiCorpus.Operation> operations, Set<String> asked, Set<String> different) {
        Map<String, List<String>> byPath = new LinkedHashMap<>();
        for (ApiCorpus.Operation operation : operations) {
            byPath.computeIfAbsent(operation.path(), _ -> new ArrayList<>()).add(cell(operation, asked, different));
        }
        StringBuilder page = new StringBuilder("""
                # kube-apiserver beside upstream's 1.37

                Every path and verb of upstream's OpenAPI document, the deprecated watches by path as well. `same`: an
                administrator's request for an object that is not there, or with an empty body, or a watch of a second, is answered
                as upstream's server does, to the word. `differs`: it is served, and answered otherwise. `not asked`: no request of
                the corpus is of that verb. `conformance/src/test/java/…/ApiCorpus.java` has the requests, more than these,
                `conformance/src/test/resources/apiserver/different.txt` lists each that differs. What becomes of objects
                that have all their parts is in [objects.md](objects.md).

                """);
        int same = asked.size() - different.size();
        page.append("Of ")
                .append(asked.size())
                .append(" requests ")
                .append(same)
                .append(" are answered the same.\n\n");
        page.append("| path | verbs |\n| --- | --- |\n");
        byPath.forEach((path, cells) -> page.append("| `")
                .append(path)
                .append("` | ")
                .append(String.join(", ", cells))
                .append(" |\n"));
        return page.toString();
    }

    private static String cell(ApiCorpus.Operation operation, Set<String> asked, Set<String> different) {
        String key = ApiCorpus.keyOf(operation);
        String verdict = !asked.contains(key) ? "not asked" : different.contains(key) ? "differs" : "same";
        return operation.method() + (operation.action().equals("deletecollection") ? " of many" : "") + " " + verdict;
    }
}
