package dev.carafe.kubernetes.apiserver.endpoints;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.http.Query;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import org.junit.jupiter.api.Test;

/** What upstream says of options that do not go together, all of it and in its order. */
final class ListOptionsTest {
    private static final String INVALID = "ListOptions.meta.k8s.io \"\" is invalid: ";
    private static final String NEEDS_EVENTS =
            "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided";
    private static final String NOT_SUPPORTED =
            "resourceVersionMatch: Unsupported value: \"Exact\": supported values: \"NotOlderThan\"";
    private static final String PAGES =
            "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided";

    private static void refusesWatch(String query, String message) {
        assertThatExceptionOfType(StatusError.class)
                .isThrownBy(() -> ListOptions.parseWatch(Query.parse(query), true))
                .withMessage(INVALID + message);
    }

    @Test
    void aWatchIsToldAllThatIsWrongWithItsMatch() {
        refusesWatch("resourceVersionMatch=NotOlderThan", NEEDS_EVENTS);
        refusesWatch("resourceVersionMatch=Exact", "[" + NEEDS_EVENTS + ", " + NOT_SUPPORTED + "]");
        refusesWatch(
                "resourceVersionMatch=Exact&continue=x",
                "[" + NEEDS_EVENTS + ", " + NOT_SUPPORTED + ", " + PAGES + "]");
        refusesWatch("resourceVersionMatch=NotOlderThan&sendInitialEvents=true&continue=x", PAGES);
    }

    @Test
    void aListIsToldOfItsMatchFirst() {
        assertThatExceptionOfType(StatusError.class)
                .isThrownBy(() -> ListOptions.parseList(
                        Query.parse("resourceVersionMatch=Exact&continue=x&sendInitialEvents=true")))
                .withMessage(INVALID + "[resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless"
                        + " resourceVersion is provided, " + PAGES
                        + ", sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list]");
    }
}
