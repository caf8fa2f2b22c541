/** A value that is a number or a string, such as a port or a percentage (k8s.io/apimachinery/pkg/util/intstr). */
@NullMarked
package dev.carafe.kubernetes.apimachinery.intstr;

import org.jspecify.annotations.NullMarked;
