/**
 * Rules that names, labels, ports and addresses keep, with upstream's messages (k8s.io/apimachinery/pkg/util/validation).
 *
 * <p>Every rule is a function from a text to the list of what is wrong with it, empty where nothing is. Values only; no
 * threads, no I/O, and never a look-up of a host name.
 */
@NullMarked
package dev.carafe.kubernetes.apimachinery.validation;

import org.jspecify.annotations.NullMarked;
