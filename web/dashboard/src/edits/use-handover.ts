import { type RefObject, useEffect, useRef } from 'react';

/**
 * Takes the keyboard into what opens and back to what opened it. What was open already when it was first
 * shown takes nothing.
 */
export function useHandover(
  isOpen: boolean,
  inside: RefObject<HTMLElement | null>,
  opener: RefObject<HTMLElement | null>,
): void {
  const wasOpen = useRef(isOpen);
  useEffect(() => {
    if (wasOpen.current === isOpen) return;
    wasOpen.current = isOpen;
    (isOpen ? inside : opener).current?.focus();
  }, [isOpen, inside, opener]);
}
