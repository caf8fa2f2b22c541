/**
 * What is wrong with a pod, its containers and a template of one: at creation, at changes, in its status (upstream's pkg/apis/.../validation).
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import org.jspecify.annotations.NullMarked;
