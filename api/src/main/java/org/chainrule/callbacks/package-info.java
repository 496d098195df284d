/** Callbacks: a user's code at the beginnings and ends within a fit. */
package org.chainrule.callbacks;
