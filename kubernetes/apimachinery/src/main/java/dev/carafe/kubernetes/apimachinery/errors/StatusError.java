package dev.carafe.kubernetes.apimachinery.errors;

import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.meta.GroupKind;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request that failed, as the API tells it: a {@code Status} with code, reason, message and details.
 *
 * <p>Texts and codes are those of k8s.io/apimachinery/pkg/api/errors, version 1.37. Errors of the client's making (below
 * 500) carry no stack trace: they are answers, and frequent.
 */
public final class StatusError extends RuntimeException {
    /** What a writer is told whose object was changed by another since it was read. */
    public static final String OPTIMISTIC_LOCK =
            "the object has been modified; please apply your changes to the latest version and try again";

    private static final long serialVersionUID = 1L;

    private final int code;
    private final StatusReason reason;
    private final transient StatusDetails details;

    /** Whether details are written even when they are empty, as upstream does for some errors. */
    private final boolean detailed;

    /** Where a list can go on that could not as it was asked to; empty when there is no such place. */
    private final String continueToken;

    private StatusError(
            int code,
            StatusReason reason,
            String message,
            StatusDetails details,
            boolean detailed,
            @Nullable Throwable cause) {
        this(code, reason, message, details, detailed, "", cause);
    }

    private StatusError(
            int code,
            StatusReason reason,
            String message,
            StatusDetails details,
            boolean detailed,
            String continueToken,
            @Nullable Throwable cause) {
        super(message, cause, false, code >= 500);
        this.code = code;
        this.reason = reason;
        this.details = details;
        this.detailed = detailed;
        this.continueToken = continueToken;
    }

    private static StatusError of(int code, StatusReason reason, String message, StatusDetails details) {
        boolean detailed = reason == StatusReason.NOT_FOUND
                || reason == StatusReason.METHOD_NOT_ALLOWED
                || reason == StatusReason.INVALID
                || reason == StatusReason.TIMEOUT;
        return new StatusError(code, reason, message, details, detailed, null);
    }

    /** What upstream's router (go-restful) says before any handler is asked. */
    private static StatusError ofRoute(int code, StatusReason reason, String message) {
        return new StatusError(code, reason, code + ": " + message, StatusDetails.NONE, true, null);
    }

    /** Reads the {@code Status} that a server answered. */
    public static StatusError ofStatus(Struct status) {
        int code = status.get("code") instanceof Number number ? number.intValue() : 500;
        return of(
                code,
                StatusReason.of(StatusDetails.text(status, "reason")),
                StatusDetails.text(status, "message"),
                StatusDetails.read(status.struct("details")));
    }

    public static StatusError notFound(GroupResource resource, String name) {
        return of(
                404,
                StatusReason.NOT_FOUND,
                resource + " " + Quoted.of(name) + " not found",
                StatusDetails.of(resource.group(), resource.resource(), name));
    }

    /** The path is not served at all. */
    public static StatusError pathNotFound() {
        return of(404, StatusReason.NOT_FOUND, "the server could not find the requested resource", StatusDetails.NONE);
    }

    public static StatusError alreadyExists(GroupResource resource, String name) {
        return of(
                409,
                StatusReason.ALREADY_EXISTS,
                resource + " " + Quoted.of(name) + " already exists",
                StatusDetails.of(resource.group(), resource.resource(), name));
    }

    /** Every name that was made from {@code generateName} was taken. */
    public static StatusError generateNameConflict(GroupResource resource, String name, int retryAfterSeconds) {
        return of(
                409,
                StatusReason.ALREADY_EXISTS,
                resource + " " + Quoted.of(name)
                        + " already exists, the server was not able to generate a unique name for the object",
                StatusDetails.of(resource.group(), resource.resource(), name).withRetryAfter(retryAfterSeconds));
    }

    /** @param why such as {@link #OPTIMISTIC_LOCK} */
    public static StatusError conflict(GroupResource resource, String name, String why) {
        return of(
                409,
                StatusReason.CONFLICT,
                "Operation cannot be fulfilled on " + resource + " " + Quoted.of(name) + ": " + why,
                StatusDetails.of(resource.group(), resource.resource(), name));
    }

    /** Fields that a server-side apply would change belong to others. */
    public static StatusError applyConflict(List<StatusCause> causes, String message) {
        return of(409, StatusReason.CONFLICT, message, StatusDetails.NONE.withCauses(causes));
    }

    public static StatusError invalid(GroupKind kind, String name, Collection<FieldError> errors) {
        ArrayList<StatusCause> causes = new ArrayList<>();
        errors.forEach(error -> causes.add(new StatusCause(error.type().cause(), error.body(), error.field())));
        String message = kind + " " + Quoted.of(name) + " is invalid";
        return of(
                422,
                StatusReason.INVALID,
                errors.isEmpty() ? message : message + ": " + FieldError.aggregate(errors),
                StatusDetails.of(kind.group(), kind.kind(), name).withCauses(causes));
    }

    /** A patch that does not fit the object; upstream does not say why. */
    public static StatusError unprocessable() {
        return of(
                422,
                StatusReason.INVALID,
                "the server rejected our request due to an error in our request",
                StatusDetails.NONE);
    }

    /** A failure that upstream knows no reason for, and hands to the client as it is. */
    public static StatusError unknown(String message) {
        return of(500, StatusReason.UNKNOWN, message, StatusDetails.NONE);
    }

    public static StatusError badRequest(String message) {
        return of(400, StatusReason.BAD_REQUEST, message, StatusDetails.NONE);
    }

    /**
     * A body that cannot be read as the kind it should be.
     *
     * @param kind the kind that the body says it is; where empty, {@code expectedKind} is named alone
     */
    public static StatusError undecodable(String kind, String version, String expectedKind, String why) {
        return badRequest(
                kind.isEmpty()
                        ? "the object provided is unrecognized (must be of type " + expectedKind + "): " + why
                        : kind + " in version " + Quoted.of(version) + " cannot be handled as a " + expectedKind + ": "
                                + why);
    }

    /** @param why in upstream's form {@code User "x" cannot get resource …}; empty names are left out of the message */
    public static StatusError forbidden(GroupResource resource, String name, String why) {
        String subject;
        if (resource.resource().isEmpty()) {
            subject = "forbidden: ";
        } else {
            subject = resource + (name.isEmpty() ? "" : " " + Quoted.of(name)) + " is forbidden: ";
        }
        return of(
                403,
                StatusReason.FORBIDDEN,
                subject + why,
                StatusDetails.of(resource.group(), resource.resource(), name));
    }

    /** @param why the message; where empty it is upstream's "not authorized" */
    public static StatusError unauthorized(String why) {
        return of(401, StatusReason.UNAUTHORIZED, why.isEmpty() ? "not authorized" : why, StatusDetails.NONE);
    }

    /** @param action the verb, such as {@code create} */
    public static StatusError methodNotSupported(GroupResource resource, String action) {
        return of(
                405,
                StatusReason.METHOD_NOT_ALLOWED,
                action + " is not supported on resources of kind " + Quoted.of(resource.toString()),
                StatusDetails.of(resource.group(), resource.resource(), ""));
    }

    public static StatusError notAcceptable(List<String> accepted) {
        return of(
                406,
                StatusReason.NOT_ACCEPTABLE,
                "only the following media types are accepted: " + String.join(", ", accepted),
                StatusDetails.NONE);
    }

    /** An object has no such form as the client asks for. */
    public static StatusError notAcceptable(String message) {
        return of(406, StatusReason.NOT_ACCEPTABLE, message, StatusDetails.NONE);
    }

    /** What a route says to a client that takes none of its media types (go-restful). */
    public static StatusError noRepresentation(List<String> available) {
        return ofRoute(
                406,
                StatusReason.NOT_ACCEPTABLE,
                "Not Acceptable\n\nAvailable representations: " + String.join(", ", available));
    }

    /** What a route says to a client that sends a media type that it does not take. */
    public static StatusError noRouteForMediaType() {
        return ofRoute(415, StatusReason.UNSUPPORTED_MEDIA_TYPE, "Unsupported Media Type");
    }

    public static StatusError unsupportedMediaType(List<String> accepted) {
        return of(
                415,
                StatusReason.UNSUPPORTED_MEDIA_TYPE,
                "the body of the request was in an unknown format - accepted media types include: "
                        + String.join(", ", accepted),
                StatusDetails.NONE);
    }

    public static StatusError gone(String message) {
        return of(410, StatusReason.GONE, message, StatusDetails.NONE);
    }

    /** A resource version, or the token to continue a list, is no longer served. */
    public static StatusError expired(String message) {
        return expired(message, "");
    }

    /** The same of a list that can go on with another token, which shows the newest of what is left. */
    public static StatusError expired(String message, String continueToken) {
        return new StatusError(410, StatusReason.EXPIRED, message, StatusDetails.NONE, false, continueToken, null);
    }

    /** A watch from a revision that is compacted. */
    public static StatusError tooOldResourceVersion(long asked, long oldest) {
        return expired("too old resource version: " + asked + " (" + oldest + ")");
    }

    /** A read at a revision that this server has not reached. */
    public static StatusError tooLargeResourceVersion(long asked, long current, int retryAfterSeconds) {
        StatusCause cause = new StatusCause("ResourceVersionTooLarge", "Too large resource version", "");
        return of(
                504,
                StatusReason.TIMEOUT,
                "Timeout: Too large resource version: " + asked + ", current: " + current,
                StatusDetails.NONE.withCauses(List.of(cause)).withRetryAfter(retryAfterSeconds));
    }

    /** Flow control turned the request away, or an eviction would break a budget. */
    public static StatusError tooManyRequests(String message, int retryAfterSeconds) {
        return of(429, StatusReason.TOO_MANY_REQUESTS, message, StatusDetails.NONE.withRetryAfter(retryAfterSeconds));
    }

    public static StatusError requestEntityTooLarge(String message) {
        return of(
                413, StatusReason.REQUEST_ENTITY_TOO_LARGE, "Request entity too large: " + message, StatusDetails.NONE);
    }

    public static StatusError timeout(String message, int retryAfterSeconds) {
        return of(
                504, StatusReason.TIMEOUT, "Timeout: " + message, StatusDetails.NONE.withRetryAfter(retryAfterSeconds));
    }

    public static StatusError serverTimeout(GroupResource resource, String operation, int retryAfterSeconds) {
        return of(
                500,
                StatusReason.SERVER_TIMEOUT,
                "The " + operation + " operation against " + resource
                        + " could not be completed at this time, please try again.",
                StatusDetails.of(resource.group(), resource.resource(), operation)
                        .withRetryAfter(retryAfterSeconds));
    }

    public static StatusError internal(Throwable cause) {
        String why = Objects.requireNonNullElse(cause.getMessage(), cause.toString());
        return new StatusError(
                500, StatusReason.INTERNAL_ERROR, internalMessage(why), internalDetails(why), false, cause);
    }

    public static StatusError internal(String why) {
        return of(500, StatusReason.INTERNAL_ERROR, internalMessage(why), internalDetails(why));
    }

    private static String internalMessage(String why) {
        return "Internal error occurred: " + why;
    }

    private static StatusDetails internalDetails(String why) {
        return StatusDetails.NONE.withCauses(List.of(new StatusCause("", why, "")));
    }

    public static StatusError serviceUnavailable(String message) {
        return of(503, StatusReason.SERVICE_UNAVAILABLE, message, StatusDetails.NONE);
    }

    /** The same failure with this as its only cause. */
    public StatusError withCause(StatusCause cause) {
        return new StatusError(
                code, reason, getMessage(), details.withCauses(List.of(cause)), detailed, continueToken, getCause());
    }

    /** The HTTP status code. */
    public int code() {
        return code;
    }

    public StatusReason reason() {
        return reason;
    }

    public StatusDetails details() {
        return details;
    }

    /** The text of the Status. */
    @Override
    public String getMessage() {
        return Objects.requireNonNullElse(super.getMessage(), "");
    }

    /** The {@code Status} to answer with. */
    public Struct toStatus() {
        Struct.Builder builder = Struct.builder()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("metadata", continueToken.isEmpty() ? Struct.EMPTY : Struct.of("continue", continueToken))
                .put("status", "Failure");
        StatusDetails.put(builder, "message", getMessage());
        StatusDetails.put(builder, "reason", reason.text());
        Struct about = details.toStruct();
        if (detailed || !about.isEmpty()) {
            builder.put("details", about);
        }
        return builder.put("code", (long) code).build();
    }
}
