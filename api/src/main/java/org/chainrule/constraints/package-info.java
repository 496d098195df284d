/** Constraints: conditions that weights are kept in. */
package org.chainrule.constraints;
