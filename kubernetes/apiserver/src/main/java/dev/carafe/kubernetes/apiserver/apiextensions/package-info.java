/**
 * Custom resources: definitions become served kinds, change while they are served, and go (upstream's
 * k8s.io/apiextensions-apiserver).
 *
 * <p>{@link dev.carafe.kubernetes.apiserver.apiextensions.DefinitionController} owns what is served, on one virtual thread of
 * its own, and publishes it as a whole to the table of resources and to discovery; a definition that is deleted has a thread
 * until its objects are gone. Everything else here is immutable. A custom kind is served by the same endpoints and stores as a
 * built-in one: this package says its form, its strategy and its conversion. Nothing below knows it.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.apiextensions;

import org.jspecify.annotations.NullMarked;
