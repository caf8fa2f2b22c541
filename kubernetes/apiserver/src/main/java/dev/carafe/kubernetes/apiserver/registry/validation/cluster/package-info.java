/**
 * What is wrong with nodes, namespaces, events and small kinds of a cluster (upstream's pkg/apis/.../validation).
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.registry.validation.cluster;

import org.jspecify.annotations.NullMarked;
