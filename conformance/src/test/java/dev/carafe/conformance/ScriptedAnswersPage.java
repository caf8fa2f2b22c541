package dev.carafe.conformance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A page that says how much of what scripts ask is answered as upstream does. */
final class ScriptedAnswersPage {
    private ScriptedAnswersPage() {}

    /**
     * The page's text.
     *
     * @param head its title and what it is about
     */
    static String of(String head, List<ScriptedRequest> requests, Set<String> different) {
        Map<String, Integer> asked = new LinkedHashMap<>();
        Map<String, Integer> others = new LinkedHashMap<>();
        for (ScriptedRequest request : requests) {
            String subject = request.name().substring(0, request.name().indexOf(':'));
            asked.merge(subject, 1, Integer::sum);
            others.merge(subject, different.contains(request.name()) ? 1 : 0, Integer::sum);
        }
        StringBuilder page = new StringBuilder(head);
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
