/** Initializers: where parameters start. */
package org.chainrule.initializers;
