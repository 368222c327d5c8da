/** Texts of the site's frame in Japanese. */
export const JAPANESE_FRAME = {
  outline: { level: [2, 3], label: '目次' },
  docFooter: { prev: '前のページ', next: '次のページ' },
  darkModeSwitchLabel: '配色',
  lightModeSwitchTitle: 'ライトモードに切り替える',
  darkModeSwitchTitle: 'ダークモードに切り替える',
  sidebarMenuLabel: 'メニュー',
  returnToTopLabel: '先頭へ戻る',
  langMenuLabel: '言語',
  skipToContentLabel: '本文へ移動',
};

export const JAPANESE_SEARCH = {
  button: { buttonText: '検索', buttonAriaLabel: '検索' },
  modal: {
    displayDetails: '詳細を表示',
    resetButtonTitle: '検索語を消す',
    backButtonTitle: '検索を閉じる',
    noResultsText: '見つかりませんでした',
    footer: { selectText: '選択', navigateText: '移動', closeText: '閉じる' },
  },
};
