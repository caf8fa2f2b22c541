package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What one kind does differently. Pure: trees in, trees and errors out; metadata that all kinds share (name, uid,
 * generation rules, timestamps, finalizers) is the endpoint's. Source: the strategy.go files of pkg/registry.
 */
public interface Strategy {
    /** Fills what upstream's defaulting functions fill beyond the declared defaults. Idempotent. */
    default Struct applyDefaults(Struct object) {
        return object;
    }

    /**
     * The fields that an object of the kind has before anybody has said anything, since upstream writes them even so: whoever
     * creates one does not own them for that.
     */
    default Struct unsaid() {
        return Struct.EMPTY;
    }

    /**
     * Annotations that are fields to upstream itself, which shows them with an object, and not where it shows its metadata alone or
     * beside a row.
     */
    default List<String> annotationsOfFields() {
        return List.of();
    }

    /** Drops what a user may not set on create, such as status. */
    default Struct prepareForCreate(Struct object) {
        return object;
    }

    /** Puts back what an update must not change, such as status; says nothing of generation. */
    default Struct prepareForUpdate(Struct object, Struct old) {
        return object;
    }

    /** For the status subresource: the old object with the new one's status. */
    default Struct prepareForStatusUpdate(Struct object, Struct old) {
        Object status = object.get("status");
        return status == null ? old.without("status") : old.with("status", status);
    }

    /** Marks an object that is to be deleted, such as with a finalizer of the server's own. */
    default Struct prepareForDelete(Struct object, java.time.Instant now) {
        return object;
    }

    /** What is wrong with a new object; empty where nothing is. */
    default List<FieldError> validateCreate(Struct object) {
        return List.of();
    }

    /** Whether what is wrong with an object's name is told last: of some kinds upstream's declarations say it, which come last. */
    default boolean tellsNameLast() {
        return false;
    }

    /** What is wrong with a change; the new object is validated as a new one too. */
    default List<FieldError> validateUpdate(Struct object, Struct old) {
        return validateCreate(object);
    }

    /**
     * What is wrong with a change, in the object itself or in a part of it.
     *
     * @param subresource such as status, or empty
     * @param warnings takes what is wrong, but was so before and is let pass
     */
    default List<FieldError> validateUpdate(String subresource, Struct object, Struct old, Consumer<String> warnings) {
        return subresource.isEmpty()
                ? validateUpdate(object, old)
                : validateSubresourceUpdate(subresource, object, old);
    }

    /** Whether metadata.generation counts changes of the spec. */
    default boolean countsGenerations() {
        return true;
    }

    /** Whether a change counts as one of what the user wants, which the generation counts. */
    default boolean changesGeneration(Struct object, Struct old) {
        return !Objects.equals(object.get("spec"), old.get("spec"));
    }

    /** Fields beyond metadata.name and metadata.namespace that a field selector may name, with this object's values. */
    default Map<String, String> selectableFields(Struct object) {
        return Map.of();
    }

    /** Seconds that a delete waits unless it says otherwise; 0 deletes at once. */
    default long gracePeriodSeconds(Struct object) {
        return 0;
    }

    /** Warnings for the client that writes an object itself, not a subresource of it; such as deprecations. */
    default List<String> warnings(Struct object) {
        return List.of();
    }

    /** Warnings for the client that creates an object. */
    default List<String> warningsOfNew(Struct object) {
        return warnings(object);
    }

    /** Warnings of a new object as it was sent, before {@link #prepareForCreate} changes it. */
    default List<String> warningsOfSent(Struct object) {
        return List.of();
    }

    /**
     * Warnings for the client that changes an object, whose generation tells whether what is wanted of it changed.
     *
     * @param subresource such as status, or empty
     */
    default List<String> warningsOfChange(String subresource, Struct object, Struct old) {
        return subresource.isEmpty() ? warnings(object) : List.of();
    }

    /**
     * A row of the Table form, in the order of the kind's columns; empty for the default of name and age. The same of the same object at
     * any time: what tells how long ago something was is an {@link dev.carafe.kubernetes.apimachinery.duration.Ago}.
     */
    default List<Object> tableCells(Struct object) {
        return List.of();
    }

    /** What is wrong with a name; empty where nothing is. */
    default List<String> validateName(String name) {
        return Names.dns1123Subdomain(name);
    }

    /** Whether a finalizer must be one of Kubernetes' own or name a domain. */
    default boolean qualifiesFinalizers() {
        return true;
    }

    /** Whether dependents stay where neither a delete nor a finalizer says what becomes of them. */
    default boolean orphansByDefault() {
        return false;
    }

    /** Whether a delete that something waits for counts as a change of what the user wants, and has a grace period of none. */
    default boolean marksGracefully() {
        return true;
    }

    /** Whether an update without a resource version replaces whatever is there. */
    default boolean allowsUnconditionalUpdate() {
        return true;
    }

    /** Whether an update of an object that does not exist creates it. */
    default boolean allowsCreateOnUpdate() {
        return false;
    }

    /** For a subresource that takes the whole object: what of the new object counts. */
    default Struct prepareForSubresourceUpdate(String subresource, Struct object, Struct old) {
        return subresource.equals("status") ? prepareForStatusUpdate(object, old) : object;
    }

    /** What is wrong with a change that came through a subresource. */
    default List<FieldError> validateSubresourceUpdate(String subresource, Struct object, Struct old) {
        return List.of();
    }
}
