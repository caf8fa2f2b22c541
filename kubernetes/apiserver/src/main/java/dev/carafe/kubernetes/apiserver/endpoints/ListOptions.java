package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.http.Query;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.fields.FieldSelector;
import dev.carafe.kubernetes.apimachinery.labels.LabelSelector;
import dev.carafe.kubernetes.apimachinery.labels.SelectorException;
import dev.carafe.kubernetes.apimachinery.meta.GroupKind;
import java.util.ArrayList;
import java.util.List;

/**
 * How to list or watch (meta/v1 ListOptions).
 *
 * @param resourceVersion -1 where none was given
 * @param match empty, Exact or NotOlderThan
 * @param limit 0 for all
 * @param timeoutSeconds 0 for the server's choice
 * @param sendInitialEvents whether a watch begins with what is there
 * @param initialEventsGiven whether that was said at all
 */
record ListOptions(
        LabelSelector labels,
        FieldSelector fields,
        long resourceVersion,
        String match,
        int limit,
        String continueToken,
        long timeoutSeconds,
        boolean allowBookmarks,
        boolean sendInitialEvents,
        boolean initialEventsGiven) {
    private static final GroupKind KIND = new GroupKind("meta.k8s.io", "ListOptions");
    private static final FieldPath MATCH = FieldPath.of("resourceVersionMatch");
    private static final FieldPath INITIAL = FieldPath.of("sendInitialEvents");

    static ListOptions parseList(Query query) {
        return parse(query, false, true);
    }

    /** @param initialEvents whether a watch may begin with what is there */
    static ListOptions parseWatch(Query query, boolean initialEvents) {
        return parse(query, true, initialEvents);
    }

    private static ListOptions parse(Query query, boolean watch, boolean initialEvents) {
        LabelSelector labels;
        FieldSelector fields;
        try {
            labels = LabelSelector.parse(query.first("labelSelector"));
        } catch (SelectorException e) {
            throw StatusError.badRequest(e.getMessage());
        }
        try {
            fields = FieldSelector.parse(query.first("fieldSelector"));
        } catch (SelectorException e) {
            throw StatusError.badRequest(e.getMessage());
        }
        boolean list = !watch;
        String match = query.first("resourceVersionMatch");
        String version = query.first("resourceVersion");
        boolean initialGiven = query.has("sendInitialEvents");
        boolean initial = query.flag("sendInitialEvents");
        List<FieldError> errors = watch
                ? watchErrors(match, query.first("continue"), initialGiven, initialEvents)
                : listErrors(match, version, query.first("continue"), initialGiven);
        if (!errors.isEmpty()) {
            throw StatusError.invalid(KIND, "", errors);
        }
        return new ListOptions(
                labels,
                fields,
                version.isEmpty() ? -1 : resourceVersion(version, list),
                match,
                (int) Math.min(Integer.MAX_VALUE, number(query, "limit")),
                query.first("continue"),
                number(query, "timeoutSeconds"),
                query.flag("allowWatchBookmarks"),
                initial,
                initialGiven);
    }

    /**
     * These for one object alone, which the path names.
     *
     * @throws StatusError where the fields say another
     */
    ListOptions ofName(String name) {
        if (!fields.isEverything()
                && !fields.exactValue("metadata.name").filter(name::equals).isPresent()) {
            throw StatusError.badRequest("fieldSelector metadata.name doesn't match requested name");
        }
        return new ListOptions(
                labels,
                fields.isEverything() ? FieldSelector.of("metadata.name", name) : fields,
                resourceVersion,
                match,
                limit,
                continueToken,
                timeoutSeconds,
                allowBookmarks,
                sendInitialEvents,
                initialEventsGiven);
    }

    private static List<FieldError> listErrors(
            String match, String version, String continueToken, boolean initialGiven) {
        List<FieldError> errors = new ArrayList<>();
        if (!match.isEmpty() && version.isEmpty()) {
            errors.add(FieldError.forbidden(
                    MATCH, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
        }
        forbidMatchOfPages(match, continueToken, errors);
        if (!match.isEmpty() && !match.equals("Exact") && !match.equals("NotOlderThan")) {
            errors.add(FieldError.notSupported(MATCH, match, List.of("Exact", "NotOlderThan", "")));
        }
        if (match.equals("Exact") && version.equals("0")) {
            errors.add(FieldError.forbidden(
                    MATCH, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
        }
        if (initialGiven) {
            errors.add(FieldError.forbidden(INITIAL, "sendInitialEvents is forbidden for list"));
        }
        return errors;
    }

    private static List<FieldError> watchErrors(
            String match, String continueToken, boolean initialGiven, boolean initialEvents) {
        List<FieldError> errors = new ArrayList<>();
        if (initialGiven && !match.equals("NotOlderThan")) {
            errors.add(FieldError.forbidden(
                    MATCH, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
        }
        if (initialGiven && !initialEvents) {
            errors.add(FieldError.forbidden(
                    INITIAL, "sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled"));
        }
        if (!match.isEmpty() && !initialGiven) {
            errors.add(FieldError.forbidden(
                    MATCH, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
        }
        if (!match.isEmpty() && !match.equals("NotOlderThan")) {
            errors.add(FieldError.notSupported(MATCH, match, List.of("NotOlderThan")));
        }
        forbidMatchOfPages(match, continueToken, errors);
        return errors;
    }

    private static void forbidMatchOfPages(String match, String continueToken, List<FieldError> errors) {
        if (!match.isEmpty() && !continueToken.isEmpty()) {
            errors.add(FieldError.forbidden(MATCH, "resourceVersionMatch is forbidden when continue is provided"));
        }
    }

    /** The version that a get is to be no older than, -1 where it says none. */
    static long versionOfGet(Query query) {
        String version = query.first("resourceVersion");
        return version.isEmpty() ? -1 : resourceVersion(version, false);
    }

    /** What upstream's storage cannot read a watch or a get hands to its client as it is. */
    private static long resourceVersion(String text, boolean list) {
        try {
            long version = Long.parseLong(text);
            if (version >= 0) {
                return version;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        String why = FieldError.invalid(
                        FieldPath.of("resourceVersion"),
                        text,
                        "strconv.ParseUint: parsing \"" + text + "\": invalid syntax")
                .toString();
        throw list ? StatusError.badRequest("invalid resource version: " + why) : StatusError.unknown(why);
    }

    private static long number(Query query, String name) {
        String text = query.first(name);
        if (text.isEmpty()) {
            return 0;
        }
        try {
            return Math.max(0, Long.parseLong(text));
        } catch (NumberFormatException _) {
            throw StatusError.badRequest("strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
        }
    }
}
