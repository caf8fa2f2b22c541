package dev.carafe.conformance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The page that says how much of what is asked for definitions and their objects is answered as upstream does. */
final class DefinitionAnswersPage {
    private DefinitionAnswersPage() {}

    static String of(List<ScriptedRequest> requests, Set<String> different) {
        Map<String, Integer> asked = new LinkedHashMap<>();
        Map<String, Integer> others = new LinkedHashMap<>();
        for (ScriptedRequest request : requests) {
            String subject = request.name().substring(0, request.name().indexOf(':'));
            asked.merge(subject, 1, Integer::sum);
            others.merge(subject, different.contains(request.name()) ? 1 : 0, Integer::sum);
        }
        StringBuilder page = new StringBuilder("""
                # Custom resources beside upstream's 1.37

                What upstream's API server and ours are asked for definitions of custom resources and for their objects. The whole
                answers are compared: code, object, failure with its causes, managed fields, warnings, tables, events of watches.
                `conformance/src/test/resources/definitions/requests/` has the requests, a file for each subject,
                `conformance/src/test/resources/definitions/different.txt` lists each that is answered otherwise.

                """);
        page.append("Of ")
                .append(requests.size())
                .append(" requests ")
                .append(requests.size() - different.size())
                .append(" are answered the same.\n\n| subject | requests | answered the same |\n| --- | --- | --- |\n");
        asked.forEach((subject, count) -> page.append("| ")
                .append(subject)
                .append(" | ")
                .append(count)
                .append(" | ")
                .append(count - others.getOrDefault(subject, 0))
                .append(" |\n"));
        return page.toString();
    }
}
