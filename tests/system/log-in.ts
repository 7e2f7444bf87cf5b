import type { Browser, Page } from 'playwright-core';

/** Opens the page as that person, in the clinic's zone, up to where its days are. */
export async function logIn(browser: Browser, origin: string, email: string): Promise<Page> {
  const page = await browser.newPage({ timezoneId: 'Australia/Sydney' });
  await page.goto(origin);
  await page.getByTestId('login-button').click();
  await page.locator('input[name=email]').fill(email);
  await page.getByTestId('login-submit').click();
  await page.getByTestId('practitioner-select').waitFor();
  return page;
}
