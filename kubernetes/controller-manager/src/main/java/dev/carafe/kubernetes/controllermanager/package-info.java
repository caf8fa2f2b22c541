/**
 * The controller manager: one process that runs the controllers, each in a package of its own, over shared informers, and
 * leads by election when it is not alone.
 */
@NullMarked
package dev.carafe.kubernetes.controllermanager;

import org.jspecify.annotations.NullMarked;
